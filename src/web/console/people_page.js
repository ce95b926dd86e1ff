// The moderators: who may sign in, with which role.

import { Refused } from "../shared/api.js";
import { html, keyed } from "../shared/html.js";
import { choiceField, listEnd, outcomeLine, textField } from "./page_parts.js";
import { Paged } from "./paged.js";
import { address } from "./router.js";
import { api, onceKey, session, withSession } from "./service.js";
import { strings } from "./strings.js";
import { dayOf, exactTime } from "./times.js";
import { View } from "./view.js";

/** @import {Moderator} from "moderato/contract" */

const t = strings.people;
const ROLES = /** @type {[string, string][]} */ (Object.entries(t.roles));

class PeoplePage extends View {
  /** @type {Paged<Moderator>} */
  list = new Paged((cursor) => api.send("get", "/v1/admin/moderators", { query: { limit: 50, cursor } }));
  isAdding = false;
  isBusy = false;
  /** The account whose password is being set. */
  renewed = "";
  /** What came of the last act, and at which account; empty for the new one. */
  outcome = { at: "", saved: "", failure: /** @type {unknown} */ (null) };

  start() {
    this.follow(this.list, session);
    void this.list.load();
  }

  /** @param {string} at @param {() => Promise<string>} act */
  async attempt(at, act) {
    this.isBusy = true;
    this.refresh();
    try {
      this.outcome = { at, saved: await withSession(act), failure: null };
    } catch (failure) {
      this.outcome = { at, saved: "", failure };
    }
    this.isBusy = false;
    this.refresh();
  }

  /** @param {SubmitEvent} event */
  add(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const text = (/** @type {string} */ name) => String(form.get(name) ?? "");
    return this.attempt("", async () => {
      const role = text("role") === "admin" ? "admin" : "moderator";
      const body = /** @type {const} */ ({
        email: text("email"),
        name: text("name") || null,
        password: text("password"),
        role,
        password_change_required: true,
      });
      const made = await api.send("post", "/v1/admin/moderators", { body, once: onceKey() });
      this.isAdding = false;
      this.list.set({ items: [...this.list.state.items, made] });
      return t.added(made.name || made.email);
    });
  }

  /** @param {Moderator} account @param {{active?: boolean, role?: "admin" | "moderator", password?: string, password_change_required?: boolean}} change @param {string} saved */
  change({ id }, change, saved) {
    return this.attempt(id, async () => {
      const changed = await api.send("patch", "/v1/admin/moderators/{moderator_id}", {
        path: { moderator_id: id },
        body: change,
      });
      this.list.set({ items: this.list.state.items.map((one) => (one.id === id ? changed : one)) });
      this.renewed = "";
      return saved;
    });
  }

  template() {
    const { items } = this.list.state;
    return html`
      <div class="page wide">
        <header class="page-head">
          <h1>${strings.pages.people}</h1>
          ${this.isAdding ? null : html`<button class="primary" @click=${() => this.open(true)}>${t.add}</button>`}
        </header>
        ${this.isAdding ? this.form() : this.outcome.at === "" ? outcomeLine(this.outcome) : null}
        ${items.length ? html`<ul class="people">${items.map((account) => keyed(account.id, this.person(account)))}</ul>` : null}
        ${listEnd(this.list, t.empty)}
      </div>
    `;
  }

  /** @param {boolean} isAdding */
  open(isAdding) {
    this.isAdding = isAdding;
    this.outcome = { at: "", saved: "", failure: null };
    this.refresh();
    if (isAdding) queueMicrotask(() => this.querySelector("input")?.focus());
  }

  form() {
    const { failure } = this.outcome;
    const fault = (/** @type {string} */ name) => (failure instanceof Refused ? failure.at(`/${name}`) : undefined);
    return html`
      <form class="form boxed" @submit=${(/** @type {SubmitEvent} */ event) => this.add(event)}>
        ${textField({ label: t.name, name: "name", value: "", fault: fault("name") })}
        ${textField({ label: strings.session.email, name: "email", type: "email", value: "", fault: fault("email"), isRequired: true })}
        ${textField({ label: t.password, hint: t.passwordHint, name: "password", type: "password", autocomplete: "new-password", value: "", fault: fault("password"), isRequired: true })}
        ${choiceField({ label: t.role, name: "role", value: "moderator", values: ROLES })}
        ${outcomeLine(this.outcome)}
        <p class="form-end"><button class="primary" ?disabled=${this.isBusy}>${t.add}</button> <button type="button" @click=${() => this.open(false)}>${t.cancel}</button></p>
      </form>
    `;
  }

  /** @param {Moderator} account */
  person(account) {
    const { id, active, role } = account;
    const isMe = id === session.state.me?.id;
    const name = account.name || account.email;
    return html`
      <li class=${active ? "person" : "person inactive"}>
        <div>
          <p><bdi class="name">${name}</bdi> ${isMe ? html`<span class="hint">${t.you}</span>` : null} ${active ? null : html`<span class="status">${t.inactive}</span>`} ${account.password_change_required ? html`<span class="status pending">${t.mustChange}</span>` : null}</p>
          <p class="hint"><bdi>${account.email}</bdi> · <time datetime=${account.created_at} title=${exactTime(account.created_at)}>${t.since(dayOf(account.created_at))}</time> · <a href=${address("log", { moderator: id })}>${t.decisions}</a></p>
        </div>
        <div class="person-acts">
          <label class="field inline"><span class="unseen">${t.roleOf(name)}</span>
            <select ?disabled=${this.isBusy} @change=${(/** @type {Event} */ event) => this.changeRole(account, event)}>${ROLES.map(([value, words]) => html`<option value=${value} ?selected=${value === role}>${words}</option>`)}</select>
          </label>
          <button aria-expanded=${String(this.renewed === id)} @click=${() => {
            this.renewed = this.renewed === id ? "" : id;
            this.refresh();
          }}>${t.newPassword}</button>
          <button class=${active ? "danger" : ""} ?disabled=${this.isBusy} @click=${() => this.change(account, { active: !active }, active ? t.deactivated : t.activated)}>${active ? t.deactivate : t.activate}</button>
        </div>
        ${
          this.renewed === id
            ? html`
          <form class="form" @submit=${(/** @type {SubmitEvent} */ event) => this.setPassword(account, event)}>
            ${textField({ label: t.passwordOf(name), hint: t.passwordHint, name: `password-${id}`, type: "password", autocomplete: "new-password", value: "", isRequired: true })}
            <p><button class="primary" ?disabled=${this.isBusy}>${t.setPassword}</button></p>
          </form>`
            : null
        }
        ${this.outcome.at === id ? outcomeLine(this.outcome) : null}
      </li>
    `;
  }

  /** @param {Moderator} account @param {Event} event */
  async changeRole(account, event) {
    const select = /** @type {HTMLSelectElement} */ (event.target);
    await this.change(account, { role: select.value === "admin" ? "admin" : "moderator" }, t.roleChanged);
    select.value = this.list.state.items.find(({ id }) => id === account.id)?.role ?? account.role;
  }

  /** @param {Moderator} account @param {SubmitEvent} event */
  setPassword(account, event) {
    event.preventDefault();
    const password = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get(`password-${account.id}`));
    return this.change(account, { password, password_change_required: true }, t.passwordSet);
  }
}

customElements.define("people-page", PeoplePage);
