// The keys and what they do, as they are at present.

import { html } from "../shared/html.js";
import { keyCap } from "./decision_bar.js";
import { COMMANDS, keyOf } from "./keys.js";
import { address } from "./router.js";
import { settings } from "./settings.js";
import { strings } from "./strings.js";
import { View } from "./view.js";

const t = strings.help;

class HelpPage extends View {
  start() {
    this.follow(settings);
  }

  template() {
    const { keysOn, reasons } = settings.state;
    return html`
      <div class="page">
        <h1>${strings.pages.help}</h1>
        ${keysOn ? null : html`<p class="hint">${t.off}</p>`}
        <table class="keys">
          <caption>${t.keys}</caption>
          <tbody>
            ${Object.keys(COMMANDS).map((command) => html`<tr><th scope="row">${Reflect.get(strings.commands, command)}</th><td>${keyCap(keyOf(command))}</td></tr>`)}
            <tr><th scope="row">${t.goTo}</th><td><kbd>Ctrl K</kbd></td></tr>
            <tr><th scope="row">${t.undoToo}</th><td><kbd>Ctrl Z</kbd></td></tr>
            <tr><th scope="row">${t.leave}</th><td><kbd>Esc</kbd></td></tr>
            ${reasons.slice(0, 9).map((reason, index) => html`<tr><th scope="row">${t.reason} “<bdi>${reason}</bdi>”</th><td>${keyCap(String(index + 1))}</td></tr>`)}
          </tbody>
        </table>
        <p>${t.silent}</p>
        <p><a href=${address("account")}>${t.change}</a></p>
      </div>
    `;
  }
}

customElements.define("help-page", HelpPage);
