// The groups of duplicates: one card a group, decided as a whole.

import { html, keyed } from "../shared/html.js";
import "./group_card.js";
import { onCommand } from "./keys.js";
import { listEnd } from "./page_parts.js";
import { Paged } from "./paged.js";
import { address, go, place } from "./router.js";
import { api } from "./service.js";
import { strings } from "./strings.js";
import { View } from "./view.js";

/** @import {DuplicateGroup} from "moderato/contract" */

const t = strings.duplicates;

class DuplicatesPage extends View {
  /** @type {Paged<DuplicateGroup>} */
  list = new Paged((cursor) => this.read(cursor));
  current = 0;
  #asked = "";

  start() {
    this.follow(this.list);
    this.until(place.follow(() => this.arrive()));
    const step = (/** @type {number} */ steps) => this.step(steps);
    this.until(onCommand("next", () => step(1)));
    this.until(onCommand("previous", () => step(-1)));
    for (const command of ["decline", "spam", "undo"]) this.until(onCommand(command, () => this.card?.obey(command)));
    this.arrive();
  }

  arrive() {
    const { page, id, query } = place.state;
    if (page !== "duplicates") return;
    const asked = `${id ?? ""}?${query}`;
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.current = 0;
    void this.list.load();
  }

  /** @param {string | undefined} cursor */
  async read(cursor) {
    const { id, query } = place.state;
    if (id) return { items: [await api.send("get", "/v1/admin/duplicates/{group_id}", { path: { group_id: id } })] };
    const state = query.get("state") === "settled" ? /** @type {const} */ ("settled") : /** @type {const} */ ("open");
    return api.send("get", "/v1/admin/duplicates", { query: { state, site: query.get("site"), limit: 20, cursor } });
  }

  /** @returns {(HTMLElement & {obey: (command: string) => void}) | null} */
  get card() {
    return this.querySelector("group-card.current");
  }

  /** @param {number} steps */
  step(steps) {
    this.current = Math.max(0, Math.min(this.list.state.items.length - 1, this.current + steps));
    this.refresh();
    queueMicrotask(() => this.card?.scrollIntoView({ block: "nearest" }));
  }

  /** @param {DuplicateGroup} group */
  replace(group) {
    this.list.set({ items: this.list.state.items.map((one) => (one.id === group.id ? group : one)) });
  }

  template() {
    const { id, query } = place.state;
    const state = query.get("state") === "settled" ? "settled" : "open";
    const { items } = this.list.state;
    return html`
      <div class="page wide">
        <header class="page-head">
          <h1>${strings.pages.duplicates}</h1>
          ${
            id
              ? html`<a href=${address("duplicates")}>${t.all}</a>`
              : html`
            <p class="tabs">
              <a href=${address("duplicates")} aria-current=${state === "open" ? "true" : null}>${t.open}</a>
              <a href=${address("duplicates", { state: "settled" })} aria-current=${state === "settled" ? "true" : null}>${t.settled}</a>
            </p>`
          }
        </header>
        ${items.map((group, at) =>
          keyed(
            group.id,
            html`
          <group-card class=${at === this.current ? "current" : ""} .others=${items.filter((one) => one.id !== group.id && one.state === "open")} .group=${group}
            @change=${(/** @type {CustomEvent} */ event) => this.replace(event.detail)} @reload=${() => (id ? go(address("duplicates")) : this.list.load())} @focusin=${() => this.enter(at)}></group-card>
        `,
          ),
        )}
        ${listEnd(this.list, state === "open" ? t.empty : t.emptySettled)}
      </div>
    `;
  }

  /** @param {number} at */
  enter(at) {
    if (at === this.current) return;
    this.current = at;
    this.refresh();
  }
}

customElements.define("duplicates-page", DuplicatesPage);
