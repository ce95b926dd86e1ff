// The list of the queue: only the rows in view are elements, however long it is.

import { html, keyed } from "../shared/html.js";
import { excerpt } from "./excerpt.js";
import { findingName } from "./finding_words.js";
import { strings } from "./strings.js";
import { shortAge } from "./times.js";
import { View } from "./view.js";

/** @import {Entry, Queue} from "./queue.js" */

const t = strings.queue;
/** Rows beyond the edges that are there already when they are scrolled to. */
const SPARE = 8;
const ESTIMATED_HEIGHT = 100;

class CommentList extends View {
  /** @type {Queue} */
  // @ts-expect-error Set by the page before the element is shown.
  queue;
  rowHeight = ESTIMATED_HEIGHT;
  #shown = "";

  start() {
    this.follow(this.queue);
    const refresh = () => this.refresh();
    this.addEventListener("scroll", refresh, { passive: true });
    const sizes = new ResizeObserver(refresh);
    sizes.observe(this);
    const minute = setInterval(refresh, 30_000);
    this.until(() => {
      this.removeEventListener("scroll", refresh);
      sizes.disconnect();
      clearInterval(minute);
    });
  }

  /** The part of the list that is in view. */
  get range() {
    const from = Math.max(0, Math.floor(this.scrollTop / this.rowHeight) - SPARE);
    const count = Math.ceil((this.clientHeight || 800) / this.rowHeight) + 2 * SPARE;
    return { from, to: Math.min(this.queue.state.entries.length, from + count) };
  }

  rendered() {
    const row = this.querySelector("li.row");
    const height = row?.getBoundingClientRect().height;
    if (height && Math.abs(height - this.rowHeight) > 0.5) {
      this.rowHeight = height;
      this.refresh();
    }

    const spacer = /** @type {HTMLElement | null} */ (this.querySelector("ol"));
    const { from, to } = this.range;
    const { entries, current } = this.queue.state;
    if (spacer) {
      spacer.style.paddingBlockStart = `${from * this.rowHeight}px`;
      spacer.style.paddingBlockEnd = `${(entries.length - to) * this.rowHeight}px`;
    }
    if (to > entries.length - SPARE) void this.queue.more();
    if (current && current !== this.#shown) this.reveal();
  }

  /** Scrolls so far that the current row is in view. */
  reveal() {
    const { index } = this.queue;
    if (index < 0) return;
    this.#shown = this.queue.state.current ?? "";
    const top = index * this.rowHeight;
    if (top < this.scrollTop) this.scrollTop = top;
    else if (top + this.rowHeight > this.scrollTop + this.clientHeight)
      this.scrollTop = top + this.rowHeight - this.clientHeight;
  }

  template() {
    const { entries, cursor } = this.queue.state;
    const { from, to } = this.range;
    return html`
      <ol aria-label=${t.list}>
        ${entries.slice(from, to).map((entry, offset) => keyed(entry.comment.id, this.row(entry, from + offset, cursor ? -1 : entries.length)))}
      </ol>
    `;
  }

  /** @param {Entry} entry @param {number} at @param {number} size */
  row({ comment, fate }, at, size) {
    const { current, marked } = this.queue.state;
    const isCurrent = comment.id === current;
    // Reports stand there by their number.
    const codes = [...new Set(comment.findings.map(({ code }) => code))].filter((code) => code !== "reported");
    const url = new URL(location.href);
    url.searchParams.set("comment", comment.id);
    return html`
      <li class=${`row${isCurrent ? " current" : ""}${fate ? " gone" : ""}`} aria-setsize=${size} aria-posinset=${at + 1}>
        <input type="checkbox" aria-label=${t.mark(comment.author.name)} ?checked=${marked.has(comment.id)} .checked=${marked.has(comment.id)} @change=${() => this.queue.toggleMark(comment.id)}>
        <a href=${url.pathname + url.search} aria-current=${isCurrent ? "true" : null}>
          <span class="row-head"><bdi class="row-author">${comment.author.name}</bdi><span class="row-age">${shortAge(comment.created_at)}</span></span>
          <span class="row-text" dir="auto">${excerpt(comment.body)}</span>
          <span class="row-marks">${fate ? html`<span class="fate">${fate.words}</span>` : this.marks(comment, codes)}</span>
        </a>
      </li>
    `;
  }

  /** @param {Entry["comment"]} comment @param {string[]} codes */
  marks(comment, codes) {
    const { status } = this.queue.state.filters;
    return [
      status === "all"
        ? html`<span class=${`status ${comment.status}`}>${strings.status[comment.status]}</span>`
        : null,
      comment.report_count
        ? html`<span class="mark-word hold">${strings.counted(comment.report_count, "report", "reports")}</span>`
        : null,
      ...codes.slice(0, 2).map((code) => html`<span class="mark-word">${findingName(code)}</span>`),
      codes.length > 2 ? html`<span class="mark-word">+${codes.length - 2}</span>` : null,
    ];
  }
}

customElements.define("comment-list", CommentList);
