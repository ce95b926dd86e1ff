// Goes to any page, or to what has an id: a comment, a group, an article.

import { Refused } from "../shared/api.js";
import { html } from "../shared/html.js";
import { address, go } from "./router.js";
import { api, inWords, isAdmin } from "./service.js";
import { strings } from "./strings.js";
import { View } from "./view.js";

const t = strings.goTo;
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
const FOR_ADMINS = new Set(["policy", "sites", "people"]);

class GoTo extends View {
  close = () => {};
  text = "";
  chosen = 0;
  fault = "";

  start() {
    queueMicrotask(() => queueMicrotask(() => this.querySelector("input")?.focus()));
  }

  /** What fits the text, best first. @returns {{words: string, act: () => Promise<void> | void}[]} */
  get choices() {
    const text = this.text.trim();
    const id = ID.exec(text)?.[0];
    if (id) return [{ words: t.findId(id), act: () => this.find(id) }];

    const pages = Object.entries(strings.pages).filter(
      ([name, words]) => words.toLowerCase().includes(text.toLowerCase()) && (isAdmin() || !FOR_ADMINS.has(name)),
    );
    const found = pages.map(([name, words]) => ({ words, act: () => go(address(name)) }));
    return text
      ? [
          ...found,
          { words: t.search(text), act: () => go(address("queue", { status: "all", q: text })) },
          { words: t.author(text), act: () => go(address("queue", { status: "all", author: text })) },
        ]
      : found;
  }

  /** Asks what an id belongs to. @param {string} id */
  async find(id) {
    const places = [
      {
        read: () => api.send("get", "/v1/admin/comments/{comment_id}", { path: { comment_id: id } }),
        at: address("queue", { status: "all", comment: id }),
      },
      {
        read: () => api.send("get", "/v1/admin/duplicates/{group_id}", { path: { group_id: id } }),
        at: address(`duplicates/${id}`),
      },
      {
        read: () => api.send("get", "/v1/articles/{article_id}", { path: { article_id: id } }),
        at: address(`articles/${id}`),
      },
    ];
    for (const { read, at } of places) {
      try {
        await read();
        go(at);
        return;
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 404) throw error;
      }
    }
    throw new Error(t.nothing);
  }

  /** @param {number} at */
  async take(at) {
    const choice = this.choices[at];
    if (!choice) return;
    try {
      await choice.act();
      this.close();
    } catch (error) {
      this.fault = error instanceof Error && error.message === t.nothing ? t.nothing : inWords(error);
      this.refresh();
    }
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (steps) {
      event.preventDefault();
      const { length } = this.choices;
      this.chosen = (this.chosen + steps + length) % Math.max(1, length);
      this.refresh();
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      void this.take(this.chosen);
    }
  }

  template() {
    const { choices } = this;
    return html`
      <search class="go-to">
        <input type="text" role="combobox" aria-expanded="true" aria-controls="go-to-list" aria-activedescendant=${choices.length ? `go-to-${this.chosen}` : null}
          aria-label=${t.label} placeholder=${t.label} autocomplete="off" dir="auto"
          @input=${(/** @type {Event} */ event) => {
            this.text = /** @type {HTMLInputElement} */ (event.target).value;
            this.chosen = 0;
            this.fault = "";
            this.refresh();
          }}
          @keydown=${(/** @type {KeyboardEvent} */ event) => this.pressed(event)}>
        ${this.fault ? html`<p class="fault" role="alert">${this.fault}</p>` : null}
        <ul id="go-to-list" role="listbox" aria-label=${t.label}>
          ${choices.map(({ words }, at) => html`<li id=${`go-to-${at}`} role="option" aria-selected=${String(at === this.chosen)} @click=${() => this.take(at)}><bdi>${words}</bdi></li>`)}
        </ul>
      </search>
    `;
  }
}

customElements.define("go-to", GoTo);
