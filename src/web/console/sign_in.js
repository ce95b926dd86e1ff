// The form that begins a session, takes it up again, or replaces a password that somebody else knows.

import { Refused } from "../shared/api.js";
import { html } from "../shared/html.js";
import { api, enter, inWords, session, signIn } from "./service.js";
import { strings } from "./strings.js";
import { View } from "./view.js";

const t = strings.session;

class SignIn extends View {
  /** @type {"first" | "again" | "change"} */
  mode = "first";
  isBusy = false;
  fault = "";

  /** @param {SubmitEvent} event */
  async submit(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const text = (/** @type {string} */ name) => String(form.get(name) ?? "");
    this.isBusy = true;
    this.fault = "";
    this.refresh();
    try {
      if (this.mode === "change") await this.change(text("password"), text("new"));
      else await signIn(text("email"), text("password"));
    } catch (error) {
      this.fault = error instanceof Refused && error.code === "invalid_credentials" ? t.wrong : inWords(error);
    }
    this.isBusy = false;
    this.refresh();
  }

  /** @param {string} current @param {string} next */
  async change(current, next) {
    await api.changePassword(current, next);
    await enter();
  }

  rendered() {
    if (this.mode !== "again" && !this.contains(document.activeElement)) this.querySelector("input")?.focus();
  }

  template() {
    const isChange = this.mode === "change";
    return html`
      <form class=${`sign-in ${this.mode}`} @submit=${(/** @type {SubmitEvent} */ event) => this.submit(event)}>
        ${this.mode === "first" ? html`<p class="brand">${strings.product}</p>` : null}
        ${this.mode === "again" ? html`<p role="status">${t.ended}</p>` : html`<h1>${isChange ? t.mustChange : t.title}</h1>`}
        ${isChange ? html`<p class="hint">${t.mustChangeHint}</p>` : this.emailField()}
        ${isChange ? passwordField(strings.account.current, "password", "current-password") : passwordField(t.password, "password", "current-password")}
        ${isChange ? passwordField(strings.account.next, "new", "new-password") : null}
        ${this.fault ? html`<p class="fault" role="alert">${this.fault}</p>` : null}
        <button class="primary" ?disabled=${this.isBusy}>${this.isBusy ? t.busy : isChange ? strings.account.change : t.submit}</button>
      </form>
    `;
  }

  emailField() {
    return html`
      <label class="field">
        <span>${t.email}</span>
        <input name="email" type="email" autocomplete="username" required value=${session.state.me?.email ?? ""}>
      </label>
    `;
  }
}

/** @param {string} label @param {string} name @param {string} autocomplete */
const passwordField = (label, name, autocomplete) => html`
  <label class="field"><span>${label}</span><input name=${name} type="password" autocomplete=${autocomplete} required></label>
`;

customElements.define("sign-in", SignIn);
