// The element <moderato-thread>: the comments of a page, on any page.

import { make, makeButton } from "./dom.js";
import { Thread } from "./thread.js";
import { commentOf } from "./tree.js";
import { chooseLocale, directionOf, makeWords } from "./words.js";

const BASE = new URL("../../", import.meta.url).href;
/** A lazy thread loads this far before it is seen. */
const NEAR = "600px";

/** The space that is kept until the style is there, so that nothing below moves. */
const reserve = new CSSStyleSheet();
reserve.replaceSync(":host { display: block; min-height: var(--moderato-reserve, 100vh) }");
/** @type {Promise<CSSStyleSheet> | null} */
let sheet = null;
const loadSheet = () => {
  sheet ??= fetch(new URL("./embed.css", import.meta.url))
    .then((answer) => answer.text())
    .then((text) => new CSSStyleSheet().replace(text));
  sheet.catch(() => (sheet = null));
  return sheet;
};

class ModeratoThread extends HTMLElement {
  static observedAttributes = ["site", "url", "article-id", "sort", "theme", "locale", "loading"];

  #root = this.attachShadow({ mode: "open" });
  /** @type {Thread | null} */
  #thread = null;
  /** Ends with everything that was begun for the present attributes. */
  #stop = new AbortController();
  #begins = false;
  #orders = false;
  /** @type {string | null} */
  #token = null;

  connectedCallback() {
    this.#begin();
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /** @param {string} name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    if (!this.isConnected || before === now) return;
    if (name === "theme") this.#paint();
    else this.#begin();
  }

  /** An access token of a moderator, who can then decide in place. Never an attribute, since those can be read in the page's source. */
  get token() {
    return this.#token;
  }

  set token(token) {
    this.#token = token;
    this.#thread?.moderate(token);
  }

  /** Loads the thread now, whatever `loading` says. */
  load() {
    this.#begin(true);
  }

  /** Begins anew, once for all attributes that change together. */
  #begin(atOnce = false) {
    this.#stop.abort();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#thread = null;
    // Who changes the order goes on from there.
    this.#orders ||= this.#root.activeElement?.ariaPressed === "false";
    if (!this.#begins) this.#root.replaceChildren();
    this.#root.adoptedStyleSheets = [reserve];

    this.#begins = true;
    queueMicrotask(() => {
      this.#begins = false;
      if (signal.aborted) return;
      const loading = this.getAttribute("loading");
      if (atOnce || loading === "eager" || commentOf(location.hash)) this.#load(signal);
      else if (loading === "manual") this.#offer(signal);
      else this.#await(signal);
    });
  }

  /** @param {AbortSignal} signal */
  #await(signal) {
    const observer = new IntersectionObserver(
      (seen) => {
        if (!seen.some((it) => it.isIntersecting)) return;
        observer.disconnect();
        this.#load(signal);
      },
      { rootMargin: NEAR },
    );
    observer.observe(this);
    signal.addEventListener("abort", () => observer.disconnect());
    // A link to a comment is followed wherever the reader is.
    addEventListener("hashchange", () => commentOf(location.hash) && this.#load(signal), { signal });
  }

  /** @param {AbortSignal} signal */
  async #offer(signal) {
    const { section, words } = await this.#prepare();
    if (!signal.aborted) section.append(makeButton(words.say("show"), () => this.load(), "button show"));
  }

  /** @param {AbortSignal} signal */
  async #load(signal) {
    if (this.#thread || signal.aborted) return;
    const thread = new Thread({
      host: this,
      base: BASE,
      signal,
      articleId: this.getAttribute("article-id"),
      site: this.getAttribute("site"),
      url: this.getAttribute("url") ?? (commentOf(location.hash) ? location.href.split("#")[0] : location.href),
      sort: this.getAttribute("sort") === "newest" ? "newest" : "oldest",
    });
    this.#thread = thread;

    // The comments are under way while the words and the style arrive.
    const first = thread.read();
    first.catch(() => {});
    try {
      const { section, words } = await this.#prepare(first);
      if (signal.aborted) return;
      thread.build(section, words);
    } catch {
      // Without its words the thread can say nothing, in no language.
      return thread.emit("error", { code: "unreachable" });
    }
    await thread.begin(first);
    if (this.#orders) /** @type {any} */ (this.#root.querySelector("[aria-pressed=true]"))?.focus();
    this.#orders = false;
    if (this.#token) thread.moderate(this.#token);
  }

  /** @param {Promise<any>} [first] What the service says about the page, where it is asked already. */
  async #prepare(first) {
    const page = /** @type {HTMLElement | null} */ (this.closest("[lang]"));
    const own = [this.getAttribute("locale"), page?.lang];
    // Words wait for the service only where the page does not say its language.
    const site = own.some(Boolean) ? null : (await first?.catch(() => null))?.site;
    const { tag, language } = chooseLocale([...own, site?.locale, ...navigator.languages]);
    const [{ default: catalogue }, style] = await Promise.all([import(`./locales/${language}.js`), loadSheet()]);

    const section = make("section", { part: "thread", lang: tag, dir: directionOf(language) });
    this.#root.adoptedStyleSheets = [style];
    this.#root.replaceChildren(section);
    this.#paint();
    this.#watchTheme();
    return { section, words: makeWords(catalogue, tag) };
  }

  /** Chooses the light or the dark set of colours. `auto` asks the text that is inherited, since that fits the page's background. */
  #paint() {
    const section = this.#root.querySelector("section");
    const theme = this.getAttribute("theme");
    const [red, green, blue] =
      getComputedStyle(this)
        .color.match(/[\d.]+/g)
        ?.map(Number) ?? [];
    const isLightText = 0.3 * red + 0.6 * green + 0.1 * blue > 140;
    section?.classList.toggle("dark", theme === "dark" || (theme !== "light" && isLightText));
  }

  #watchTheme() {
    const { signal } = this.#stop;
    const repaint = () => this.#paint();
    const observer = new MutationObserver(repaint);
    for (const element of [document.documentElement, document.body])
      observer.observe(element, { attributeFilter: ["class", "style", "data-theme"] });
    signal.addEventListener("abort", () => observer.disconnect());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint, { signal });
  }
}

if (!customElements.get("moderato-thread")) customElements.define("moderato-thread", ModeratoThread);
