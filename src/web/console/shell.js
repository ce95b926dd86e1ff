// The frame of the console: pages and their keys, the state of the session, and the page that the address names.

import { html } from "../shared/html.js";
import "./go_to.js";
import "./help_page.js";
import "./queue_page.js";
import "./sign_in.js";
import { onCommand } from "./keys.js";
import { live } from "./live.js";
import { address, go, place } from "./router.js";
import { inWords, isAdmin, resume, session } from "./service.js";
import { settings } from "./settings.js";
import { strings } from "./strings.js";
import { View } from "./view.js";
import { waiting } from "./waiting.js";

const t = strings.shell;

/** The pages that stand in the head, with who may see them; each loads its module when it is first shown. */
const PAGES =
  /** @type {Record<string, {element: string, isForAdmins?: boolean, isHidden?: boolean, load?: () => Promise<unknown>}>} */ ({
    queue: { element: "queue-page" },
    duplicates: { element: "duplicates-page", load: () => import("./duplicates_page.js") },
    articles: { element: "articles-page", load: () => import("./articles_page.js") },
    policy: { element: "policy-page", isForAdmins: true, load: () => import("./policy_page.js") },
    sites: { element: "sites-page", isForAdmins: true, load: () => import("./sites_page.js") },
    people: { element: "people-page", isForAdmins: true, load: () => import("./people_page.js") },
    log: { element: "log-page", load: () => import("./log_page.js") },
    overview: { element: "overview-page", load: () => import("./overview_page.js") },
    account: { element: "account-page", isHidden: true, load: () => import("./account_page.js") },
    help: { element: "help-page", isHidden: true },
  });

class Shell extends View {
  isMenuOpen = false;
  isFinding = false;
  /** @type {unknown} */
  failure = null;
  /** The page that is shown. @type {HTMLElement | null} */
  shown = null;

  start() {
    this.follow(session, place, settings, live, waiting);
    this.until(place.follow(() => this.arrive()));
    this.until(onCommand("help", () => go(address("help"))));
    this.until(onCommand("goTo", () => this.find(!this.isFinding)));
    this.until(onCommand("leave", () => this.leave()));
    for (const event of ["online", "offline"]) {
      const refresh = () => this.refresh();
      addEventListener(event, refresh);
      this.until(() => removeEventListener(event, refresh));
    }
    this.arrive();
  }

  /** Loads the module of the page that the address names. */
  async arrive() {
    this.isMenuOpen = false;
    const { page } = place.state;
    document.title = `${Reflect.get(strings.pages, page) ?? strings.product} · ${strings.product}`;
    try {
      this.failure = null;
      await PAGES[page]?.load?.();
    } catch (failure) {
      this.failure = failure;
    }
    this.refresh();
  }

  /** @param {boolean} isFinding */
  find(isFinding) {
    this.isFinding = isFinding;
    this.refresh();
  }

  leave() {
    const active = document.activeElement;
    if (this.isFinding) this.find(false);
    else if (active instanceof HTMLElement && active !== document.body) active.blur();
    if (this.isMenuOpen) {
      this.isMenuOpen = false;
      this.refresh();
    }
  }

  template() {
    const { phase, me, failure } = session.state;
    if (phase === "starting") return failure ? this.unreachable(failure) : null;
    if (phase === "change") return html`<main class="door"><sign-in .mode=${"change"}></sign-in></main>`;
    if (phase === "out" || !me) return html`<main class="door"><sign-in></sign-in></main>`;

    return html`
      <a class="skip" href="#content" @click=${skip}>${t.skip}</a>
      ${this.head(me)}
      ${phase === "ended" ? html`<div class="band band-ended"><sign-in .mode=${"again"}></sign-in></div>` : null}
      ${navigator.onLine ? null : html`<p class="band" role="status">${t.offline}</p>`}
      ${this.isFinding ? html`<go-to .close=${() => this.find(false)}></go-to>` : null}
      <main id="content" tabindex="-1">${this.page()}</main>
    `;
  }

  /** @param {unknown} failure */
  unreachable(failure) {
    return html`
      <main class="door">
        <div class="state">
          <p>${strings.session.starting} ${inWords(failure)}</p>
          <button class="primary" @click=${() => resume()}>${strings.session.retry}</button>
        </div>
      </main>
    `;
  }

  /** @param {{name: string, email: string}} me */
  head(me) {
    const shown = Object.entries(PAGES).filter(([, page]) => !page.isHidden && (!page.isForAdmins || isAdmin()));
    return html`
      <header class="head">
        <a class="brand" href=${address("queue")}>${strings.product}</a>
        <button class="menu-button" aria-expanded=${String(this.isMenuOpen)} aria-controls="pages" @click=${() => this.toggleMenu()}>
          ${t.menu}<span class="menu-page">${Reflect.get(strings.pages, place.state.page) ?? ""}</span>
        </button>
        <nav id="pages" class=${this.isMenuOpen ? "pages open" : "pages"} aria-label=${t.navigation}>
          ${shown.map(([name]) => link(name))}
        </nav>
        <div class="head-end">
          <button class="quiet" @click=${() => this.find(!this.isFinding)}>${t.goTo} <kbd>Ctrl K</kbd></button>
          <a class="quiet" href=${address("help")} aria-current=${place.state.page === "help" ? "page" : null}>${t.help} <kbd>?</kbd></a>
          <a class="quiet me" dir="auto" href=${address("account")} aria-current=${place.state.page === "account" ? "page" : null}>${me.name || me.email}</a>
        </div>
      </header>
    `;
  }

  toggleMenu() {
    this.isMenuOpen = !this.isMenuOpen;
    this.refresh();
  }

  page() {
    const page = PAGES[place.state.page];
    if (this.failure)
      return html`<div class="state"><p>${inWords(this.failure)}</p><button @click=${() => this.arrive()}>${strings.errors.retry}</button></div>`;
    if (!page)
      return html`<div class="state"><h1>${t.notFound}</h1><a class="button" href=${address("queue")}>${t.toQueue}</a></div>`;
    if (page.isForAdmins && !isAdmin())
      return html`<div class="state"><h1>${Reflect.get(strings.pages, place.state.page)}</h1><p>${strings.errors.forbidden}</p></div>`;
    if (!customElements.get(page.element)) return null;

    if (this.shown?.localName !== page.element) this.shown = document.createElement(page.element);
    return html`${this.shown}`;
  }
}

/** @param {string} name */
function link(name) {
  const isHere = place.state.page === name;
  const { comments, isCut } = waiting.state;
  const count = name === "queue" && comments ? html`<span class="count">${t.count(comments, isCut)}</span>` : null;
  return html`<a href=${address(name)} aria-current=${isHere ? "page" : null}>${Reflect.get(strings.pages, name)} ${count}</a>`;
}

/** @param {Event} event */
function skip(event) {
  event.preventDefault();
  document.getElementById("content")?.focus();
}

customElements.define("moderato-console", Shell);
