// The own account: password, sessions, theme, keys and reasons.

import { Refused } from "../shared/api.js";
import { html, keyed } from "../shared/html.js";
import { COMMANDS, faultOfKey, keyOf } from "./keys.js";
import { choiceField, listEnd, outcomeLine, textField } from "./page_parts.js";
import { Paged } from "./paged.js";
import { api, enter, inWords, session, signOut, withSession } from "./service.js";
import { changeSettings, settings } from "./settings.js";
import { strings } from "./strings.js";
import { ago, dayOf, exactTime } from "./times.js";
import { View } from "./view.js";

/** @import {Session} from "moderato/contract" */
/** @import {Theme} from "./settings.js" */

const t = strings.account;

class AccountPage extends View {
  /** @type {Paged<Session>} */
  sessions = new Paged((cursor) => api.send("get", "/v1/auth/sessions", { query: { limit: 25, cursor } }));
  /** What came of ending a session. */
  ending = { saved: "", failure: /** @type {unknown} */ (null) };
  saved = "";
  /** @type {unknown} */
  failure = null;
  keyFault = { command: "", words: "" };
  said = "";
  isBusy = false;

  start() {
    this.follow(settings, session, this.sessions);
    void this.sessions.load();
  }

  /** @param {SubmitEvent} event */
  async changePassword(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const given = new FormData(form);
    this.isBusy = true;
    this.failure = null;
    this.saved = "";
    this.refresh();
    try {
      await api.changePassword(String(given.get("current")), String(given.get("new")));
      await enter();
      form.reset();
      this.saved = t.changed;
      void this.sessions.load();
    } catch (failure) {
      this.failure = failure;
    }
    this.isBusy = false;
    this.refresh();
  }

  /** @param {string} command @param {string} typed */
  changeKey(command, typed) {
    const key = typed
      .trim()
      .replace(/^shift\+([a-z])$/i, (_, letter) => `Shift+${letter.toUpperCase()}`)
      .replace(/^([A-Z])$/, (_, letter) => letter.toLowerCase());
    const words = faultOfKey(command, key);
    this.keyFault = words ? { command, words } : { command: "", words: "" };
    if (words) this.refresh();
    else this.keep({ keys: { ...settings.state.keys, [command]: key } });
  }

  /** @param {Parameters<typeof changeSettings>[0]} change */
  keep(change) {
    this.said = changeSettings(change) ? "" : t.notKept;
    this.refresh();
  }

  async leave() {
    try {
      await signOut();
    } catch (failure) {
      this.said = inWords(failure);
      this.refresh();
    }
  }

  /** @param {Session} one */
  async end({ id, is_current: isCurrent }) {
    if (isCurrent) return this.leave();
    try {
      await withSession(() =>
        api.send("delete", "/v1/auth/sessions/{session_id}", { path: { session_id: id } }).catch(unlessEnded),
      );
      this.ending = { saved: t.ended, failure: null };
      this.sessions.set({ items: this.sessions.state.items.filter((one) => one.id !== id) });
    } catch (failure) {
      this.ending = { saved: "", failure };
      this.refresh();
    }
  }

  template() {
    const { me } = session.state;
    const { theme, keysOn, reasons } = settings.state;
    const fault = (/** @type {string} */ name) =>
      this.failure instanceof Refused ? this.failure.at(`/${name}`) : undefined;
    return html`
      <div class="page">
        <header class="page-head">
          <div><h1><bdi>${me?.name || me?.email}</bdi></h1><p class="hint"><bdi>${me?.email}</bdi> · ${Reflect.get(strings.people.roles, me?.role ?? "") ?? ""}</p></div>
          <button @click=${() => this.leave()}>${t.signOut}</button>
        </header>
        ${this.said ? html`<p class="fault" role="alert">${this.said}</p>` : null}

        <section class="further">
          <h2>${t.password}</h2>
          <form class="form" @submit=${(/** @type {SubmitEvent} */ event) => this.changePassword(event)}>
            ${textField({ label: t.current, name: "current", type: "password", autocomplete: "current-password", value: "", fault: fault("current"), isRequired: true })}
            ${textField({ label: t.next, hint: t.endsAll, name: "new", type: "password", autocomplete: "new-password", value: "", fault: fault("new"), isRequired: true })}
            ${outcomeLine({ saved: this.saved, failure: this.failure })}
            <p><button class="primary" ?disabled=${this.isBusy}>${t.change}</button></p>
          </form>
        </section>

        <section class="further">
          <h2>${t.sessions}</h2>
          <p class="hint">${t.sessionsHint}</p>
          ${outcomeLine(this.ending)}
          ${this.sessions.state.items.length ? html`<ul class="people">${this.sessions.state.items.map((one) => keyed(one.id, this.session(one)))}</ul>` : null}
          ${listEnd(this.sessions, t.noSessions)}
        </section>

        <section class="further">
          <h2>${t.appearance}</h2>
          ${choiceField({ label: t.theme, name: "theme", value: theme, values: Object.entries(t.themes), onChange: (value) => this.keep({ theme: /** @type {Theme} */ (value) }) })}
          <p class="hint">${t.here}</p>
        </section>

        <section class="further">
          <h2>${t.keys}</h2>
          <label class="check"><input type="checkbox" .checked=${keysOn} @change=${(/** @type {Event} */ event) => this.keep({ keysOn: /** @type {HTMLInputElement} */ (event.target).checked })}> ${t.keysOn}</label>
          ${
            keysOn
              ? html`
            <p class="hint">${t.keysHint}</p>
            <div class="key-grid">${Object.keys(COMMANDS).map((command) => this.key(command))}</div>
            <p><button @click=${() => this.keep({ keys: {} })}>${t.resetKeys}</button></p>`
              : null
          }
        </section>

        <section class="further">
          <h2>${t.reasons}</h2>
          <p class="hint">${t.reasonsHint}</p>
          <div class="form">
            ${Array.from({ length: 9 }, (_, at) => textField({ label: t.reason(at + 1), name: `reason-${at}`, value: reasons[at] ?? "", onInput: (value) => this.changeReason(at, value) }))}
            <p><button @click=${() => this.keep({ reasons: strings.reasons })}>${t.resetReasons}</button></p>
          </div>
        </section>
      </div>
    `;
  }

  /** @param {Session} one */
  session(one) {
    const began = exactTime(one.created_at);
    return html`
      <li class="person">
        <div>
          <p><span class="name">${t.began(began)}</span> ${one.is_current ? html`<span class="status approved">${t.currentSession}</span>` : null}</p>
          <p class="hint"><time datetime=${one.last_used_at} title=${exactTime(one.last_used_at)}>${t.used(ago(one.last_used_at))}</time> · ${t.endsOn(dayOf(one.expires_at))}</p>
        </div>
        <button aria-label=${t.signOutOf(began)} @click=${() => this.end(one)}>${t.signOut}</button>
      </li>
    `;
  }

  /** @param {string} command */
  key(command) {
    const isFaulty = this.keyFault.command === command;
    const label = Reflect.get(strings.commands, command);
    return html`
      <label class="field"><span>${label}</span>
        <input value=${keyOf(command)} maxlength="7" autocomplete="off" aria-invalid=${isFaulty ? "true" : null} @change=${(/** @type {Event} */ event) => this.changeKey(command, /** @type {HTMLInputElement} */ (event.target).value)}>
        ${isFaulty ? html`<span class="fault" role="alert">${this.keyFault.words}</span>` : null}
      </label>
    `;
  }

  /** @param {number} at @param {string} value */
  changeReason(at, value) {
    const reasons = Array.from({ length: 9 }, (_, index) =>
      index === at ? value : (settings.state.reasons[index] ?? ""),
    );
    while (reasons.length && !reasons.at(-1)) reasons.pop();
    this.keep({ reasons });
  }
}

/** A session that has ended meanwhile is as wanted. @param {unknown} failure */
function unlessEnded(failure) {
  if (!(failure instanceof Refused) || failure.status !== 404) throw failure;
}

customElements.define("account-page", AccountPage);
