// Plots as SVG: lines with their names beside them, and bars; each can be read as a table.

import { html } from "../shared/html.js";
import { number } from "./times.js";

/** A narrow page gets a narrow plot, so that its letters keep their size. */
const widthOf = () => (matchMedia("(max-width: 599px)").matches ? 380 : 720);
const HEIGHT = 220;
/** Room for the numbers on the left, for names on the right, for times below. */
const LEFT = 44;
const RIGHT = 96;
const BOTTOM = 24;
const TOP = 12;
/** The least distance of two names beside the lines. */
const NAME_HEIGHT = 16;

/** @typedef {{name: string, tone: string, values: number[]}} Line */

/** The next round number above, so that the axis has readable steps. @param {number} value */
export function roundUp(value) {
  const size = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  const step = [1, 2, 4, 5, 10].find((factor) => factor * size >= value) ?? 10;
  return Math.max(2, step * size);
}

/** Lines over time. @param {{label: string, lines: Line[], times: string[]}} plot */
export function linePlot({ label, lines, times }) {
  const width = widthOf();
  const top = roundUp(Math.max(...lines.flatMap(({ values }) => values), 1));
  const x = (/** @type {number} */ at) => LEFT + (at / Math.max(1, times.length - 1)) * (width - LEFT - RIGHT);
  const y = (/** @type {number} */ value) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - BOTTOM - TOP);
  const ticks = [0, top / 2, top];
  const dates = [0, Math.floor((times.length - 1) / 2), times.length - 1];
  return html`
    <svg class="plot" viewBox=${`0 0 ${width} ${HEIGHT}`} role="img" aria-label=${label}>
      ${ticks.map((tick) => html`<g><line class="grid" x1=${LEFT} x2=${width - RIGHT} y1=${y(tick)} y2=${y(tick)}></line><text class="tick" x=${LEFT - 8} y=${y(tick) + 4} text-anchor="end">${number(tick)}</text></g>`)}
      ${[...new Set(dates)].map((at) => html`<text class="tick" x=${x(at)} y=${HEIGHT - 6} text-anchor=${at === 0 ? "start" : at === times.length - 1 ? "end" : "middle"}>${times[at]}</text>`)}
      ${lines.map(({ tone, values }) => html`<polyline class=${`line-of ${tone}`} points=${values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(" ")}></polyline>`)}
      ${apart(lines.map(({ values }) => y(values.at(-1) ?? 0))).map((at, index) => html`<text class=${`name-of ${lines[index].tone}`} x=${width - RIGHT + 8} y=${at + 4}>${lines[index].name}</text>`)}
    </svg>
  `;
}

/** Heights that are far enough from each other to be read. @param {number[]} heights */
export function apart(heights) {
  const order = heights.map((height, index) => ({ height, index })).sort((a, b) => a.height - b.height);
  for (let at = 1; at < order.length; at++)
    order[at].height = Math.max(order[at].height, order[at - 1].height + NAME_HEIGHT);
  const over = Math.max(0, (order.at(-1)?.height ?? 0) - (HEIGHT - BOTTOM));
  return order.sort((a, b) => a.index - b.index).map(({ height }) => height - over);
}

/** @typedef {{name: string, value: number, words: string, tone: string, href?: string}} Bar */

/** Bars beside their names. @param {Bar[]} bars */
export function barPlot(bars) {
  const most = Math.max(...bars.map(({ value }) => value), 1);
  return html`
    <ul class="bars">
      ${bars.map(
        ({ name, value, words, tone, href }) => html`
        <li>
          ${href ? html`<a href=${href}>${name}</a>` : html`<span>${name}</span>`}
          <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class=${`bar-of ${tone}`} width=${value ? Math.max(0.5, (100 * value) / most) : 0} height="10"></rect></svg>
          <span class="num">${words}</span>
        </li>
      `,
      )}
    </ul>
  `;
}

/** The same as a table. @param {{caption: string, head: string[], rows: {name: string, cells: string[]}[]}} table */
export const plotTable = ({ caption, head, rows }) => html`
  <div class="scroll-x" tabindex="0"><table>
    <caption class="unseen">${caption}</caption>
    <thead><tr>${head.map((name, at) => html`<th scope="col" class=${at ? "num" : null}>${name}</th>`)}</tr></thead>
    <tbody>${rows.map(({ name, cells }) => html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td class="num">${cell}</td>`)}</tr>`)}</tbody>
  </table></div>
`;
