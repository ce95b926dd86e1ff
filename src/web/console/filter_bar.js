// The filters as a line of words: each can be taken away, all can be changed, and the address keeps them.

import { html } from "../shared/html.js";
import { keyCap } from "./decision_bar.js";
import { AGES, filterWords, readFilters, STATUSES, writeFilters } from "./filters.js";
import { keyOf, onCommand } from "./keys.js";
import { address, go, place } from "./router.js";
import { findingNames, strings } from "./strings.js";
import { View } from "./view.js";

/** @import {Filters} from "./filters.js" */

const t = strings.filters;

class FilterBar extends View {
  isOpen = false;

  start() {
    this.follow(place);
    this.until(onCommand("filters", () => this.open(!this.isOpen)));
    this.until(onCommand("search", () => this.focusSearch()));
  }

  focusSearch() {
    /** @type {HTMLInputElement | null} */ (this.querySelector("input[type=search]"))?.select();
  }

  /** @param {boolean} isOpen */
  open(isOpen) {
    this.isOpen = isOpen;
    this.refresh();
    if (isOpen)
      queueMicrotask(() => /** @type {HTMLElement | null} */ (this.querySelector(".filter-form select"))?.focus());
  }

  /** @param {SubmitEvent} event */
  submit(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const given = Object.fromEntries([...form].map(([name, value]) => [name, String(value).trim()]));
    const before = readFilters(place.state.query);
    this.isOpen = false;
    go(address("queue", writeFilters(readFilters(new URLSearchParams({ ...writeFilters(before), ...given })))));
  }

  template() {
    const filters = readFilters(place.state.query);
    return html`
      <search class="filters">
        <form class="search-form" @submit=${(/** @type {SubmitEvent} */ event) => this.submit(event)}>
          <input type="search" name="q" aria-label=${t.search} placeholder=${`${t.search}${keyOf("search") ? `  ${keyOf("search")}` : ""}`} .value=${filters.q} maxlength="200">
        </form>
        <div class="filter-line">
          ${filterWords(filters).map(({ words, rest }) =>
            rest
              ? html`<a class="filter-word" href=${address("queue", writeFilters(rest))} aria-label=${t.remove(words)}><bdi>${words}</bdi> ×</a>`
              : html`<span class="filter-word fixed">${words}</span>`,
          )}
          <button class="link" aria-expanded=${String(this.isOpen)} @click=${() => this.open(!this.isOpen)}>${t.change} ${keyCap(keyOf("filters"))}</button>
        </div>
        ${this.isOpen ? this.form(filters) : null}
      </search>
    `;
  }

  /** @param {Filters} filters */
  form(filters) {
    return html`
      <form class="filter-form" @submit=${(/** @type {SubmitEvent} */ event) => this.submit(event)}>
        ${choice(
          "status",
          t.status,
          STATUSES.map((name) => [name, strings.status[name]]),
          filters.status,
        )}
        ${choice("finding", t.finding, [["", t.any], ...Object.entries(findingNames)], filters.finding)}
        ${choice(
          "age",
          t.age,
          ["", ...Object.keys(AGES)].map((name) => [name, Reflect.get(t.ages, name)]),
          filters.age,
        )}
        ${choice("sort", t.order, Object.entries(t.sort), filters.sort)}
        ${field("author", t.author, filters.author)}
        ${field("site", t.site, filters.site)}
        ${field("article", t.article, filters.article)}
        <p class="form-end"><button class="primary">${t.apply}</button> <a class="button" href=${address("queue")} @click=${() => this.open(false)}>${t.clear}</a></p>
      </form>
    `;
  }
}

/** @param {string} name @param {string} label @param {string[][]} values @param {string} chosen */
const choice = (name, label, values, chosen) => html`
  <label class="field"><span>${label}</span><select name=${name}>${values.map(([value, words]) => html`<option value=${value} ?selected=${value === chosen}>${words}</option>`)}</select></label>
`;

/** @param {string} name @param {string} label @param {string} value */
const field = (name, label, value) =>
  html`<label class="field"><span>${label}</span><input name=${name} value=${value} dir="auto" maxlength="320"></label>`;

customElements.define("filter-bar", FilterBar);
