// Two texts side by side, word by word; long equal passages are cut in the middle.

import { html } from "../shared/html.js";
import { strings } from "./strings.js";

/** @import {DiffSpan} from "moderato/contract" */

/** Letters of an equal passage that are shown on each side of a difference. */
const CONTEXT = 90;

/** @param {DiffSpan[]} spans @param {{theirs: string, ours: string}} labels */
export function wordDiff(spans, { theirs, ours }) {
  if (spans.every(({ op }) => op === "equal")) return html`<p class="hint">${strings.card.sameText}</p>`;
  return html`
    <div class="diff">
      <div><p class="diff-label">${theirs}</p><p dir="auto">${side(spans, "delete")}</p></div>
      <div><p class="diff-label">${ours}</p><p dir="auto">${side(spans, "insert")}</p></div>
    </div>
  `;
}

/** Only the differing words with what stands around them, in one line of text. @param {DiffSpan[]} spans */
export const inlineDiff = (spans) => spans.map((span, index) => piece(span, index, spans.length));

/** @param {DiffSpan[]} spans @param {"insert" | "delete"} op */
const side = (spans, op) =>
  spans
    .filter((span) => span.op === "equal" || span.op === op)
    .map((span, index, shown) => piece(span, index, shown.length));

/** @param {DiffSpan} span @param {number} index @param {number} count */
function piece({ op, text }, index, count) {
  if (op === "insert") return html`<ins>${text}</ins>`;
  if (op === "delete") return html`<del>${text}</del>`;
  if (text.length <= 2 * CONTEXT) return text;
  const start = index === 0 ? "" : text.slice(0, CONTEXT);
  const end = index === count - 1 ? "" : text.slice(-CONTEXT);
  return `${start} … ${end}`;
}
