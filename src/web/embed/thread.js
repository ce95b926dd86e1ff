// A thread: its head, its form, its comments, and what arrives while it is read.

import { makeApi, Refusal } from "./api.js";
import { Entry } from "./comment.js";
import { make, makeButton } from "./dom.js";
import { drafts, own } from "./store.js";
import { commentOf, placeAmong } from "./tree.js";

const MINUTE = 60_000;

export class Thread {
  /** By id: what is shown. @type {Map<string, Entry>} */
  entries = new Map();
  /** By id: what has arrived and waits for the reader. @type {Map<string, any>} */
  arrivals = new Map();
  /** Forms that are open in full, or are opening. @type {WeakSet<HTMLFormElement>} */
  composed = new WeakSet();
  total = -1;
  /** @type {string | null} */
  cursor = null;
  /** What the service says about the page: site, comments_open. */
  page = /** @type {any} */ ({});
  /** @type {any} */
  section;
  /** @type {any} */
  words;

  /** @param {any} options */
  constructor({ host, base, signal, articleId, site, url, sort }) {
    this.host = host;
    this.base = base;
    this.signal = signal;
    this.articleId = articleId;
    this.query = articleId ? { article_id: articleId } : { url, site };
    this.sort = sort;
    this.api = makeApi(base, signal);
  }

  /** @param {string} name @param {any} detail */
  emit(name, detail) {
    this.host.dispatchEvent(new CustomEvent(`moderato:${name}`, { detail, bubbles: true, composed: true }));
  }

  /** @param {HTMLElement} section @param {any} words */
  build(section, words) {
    this.section = section;
    this.words = words;
    const { say } = words;
    this.say = say;

    this.title = make("h2", { part: "title", id: "title" }, say("comments"));
    this.orders = ["oldest", "newest"].map((sort) =>
      make(
        "button",
        { type: "button", part: "button", "aria-pressed": String(sort === this.sort), click: () => this.order(sort) },
        say(sort),
      ),
    );
    const order = make("div", { class: "order", role: "group", "aria-label": say("order") }, ...this.orders);
    this.text = make("textarea", {
      part: "field",
      rows: 1,
      dir: "auto",
      placeholder: say("write"),
      "aria-label": say("write"),
    });
    this.form = make("form", { part: "form", hidden: true }, this.text);
    this.status = make("p", { part: "status", role: "status" });
    this.fresh = makeButton("", () => this.showArrivals(), "button arrivals");
    this.apart = make("ol", { role: "list", "aria-label": say("apart"), class: "apart" });
    this.list = make("ol", { role: "list", part: "comments", "aria-labelledby": "title" });
    this.further = makeButton(say("more"), () => this.more(), "button more");
    for (const it of [this.fresh, this.further, ...this.orders]) it.hidden = true;
    const head = make("header", { part: "header" }, this.title, order);
    const bar = make("div", { class: "bar" }, this.fresh, this.status);
    section.append(head, this.form, bar, this.apart, this.list, this.further);
    section.setAttribute("aria-busy", "true");
    this.status.append(make("span", { class: "late" }, say("loading")));

    this.text.addEventListener("focus", () => this.compose(this.form, { text: this.text }), { once: true });
    const clock = setInterval(() => {
      for (const entry of this.entries.values()) entry.tick();
    }, MINUTE);
    this.signal.addEventListener("abort", () => clearInterval(clock));
    addEventListener("hashchange", () => this.follow(), { signal: this.signal });
  }

  /** A page of the thread. @param {Record<string, any>} [more] */
  read(more, fresh = false) {
    return this.api("v1/threads", { query: { ...this.query, view: "tree", sort: this.sort, ...more }, fresh });
  }

  /** Shows the first page. @param {Promise<any>} first */
  async begin(first) {
    try {
      const page = await first;
      this.page = page;
      this.articleId = page.article_id;
      this.tell();
      this.isOpen = page.comments_open && !(Date.parse(page.closes_at) < Date.now());
      for (const comment of page.items) this.merge(comment, this.list);
      this.setTotal(page.total);
      this.setCursor(page.next_cursor);
      this.showForm();
      this.paint();
      this.release();
      this.emit("loaded", { article_id: page.article_id, total: page.total });
      this.live();
      this.showOwn();
      await this.follow();
    } catch (error) {
      if (this.signal.aborted) return;
      if (!(error instanceof Refusal)) throw error;
      this.tell(
        this.say("failed"),
        makeButton(this.say("again"), () => this.begin(this.read({}, true))),
      );
      this.emit("error", { code: error.code });
    } finally {
      this.section.removeAttribute("aria-busy");
    }
  }

  /** Gives the space back that was kept free, unless that would move what is in sight. */
  release() {
    if (this.host.getBoundingClientRect().top > innerHeight) this.section.classList.add("natural");
  }

  /** The site's accent; the page's own stands above it. */
  paint() {
    const { accent } = this.page.site?.theme ?? {};
    if (!accent) return;
    this.section.style.setProperty("--site-accent", accent);
    this.section.style.setProperty("--site-light", `color-mix(in oklab, ${accent} 45%, #fff)`);
  }

  showForm() {
    this.form.hidden = !this.isOpen;
    if (!this.isOpen) this.form.after(make("p", { class: "quiet", part: "closed" }, this.say("closed")));
    else if (drafts.get(this.draftKey())) this.compose(this.form, { text: this.text });
  }

  /** What the text of a form is kept under. @param {string} [parent] */
  draftKey(parent = "") {
    return `${this.articleId ?? this.query.url}/${parent}`;
  }

  /** Says something in the one line that is read aloud. @param {...(Node | string)} words */
  tell(...words) {
    this.status.replaceChildren(...words);
  }

  /** @param {number} total */
  setTotal(total) {
    const isNew = total !== this.total;
    this.total = total;
    this.title.textContent = total
      ? this.say("count", { n: total })
      : this.say(this.entries.size ? "comments" : "none");
    for (const button of this.orders ?? []) button.hidden = total < 2;
    if (isNew) this.emit("count", { total });
  }

  /** @param {string | null} cursor */
  setCursor(cursor) {
    this.cursor = cursor;
    this.further.hidden = !cursor;
  }

  /**
   * Shows a comment with its replies at its place in a list, or brings what is shown up to date.
   * @param {any} comment @param {HTMLOListElement} list @param {Entry} [parent]
   * @returns {Entry}
   */
  merge(comment, list, parent) {
    const known = this.entries.get(comment.id);
    const entry = known ?? new Entry(this, comment, parent);
    if (known) known.update(comment);
    else this.entries.set(comment.id, entry);

    if (entry.item.parentNode !== list) {
      const items = /** @type {any[]} */ ([...list.children]);
      const sort = parent || list === this.apart ? "oldest" : this.sort;
      const place = placeAmong(
        items.map((it) => it.comment),
        comment,
        sort,
      );
      list.insertBefore(entry.item, items[place] ?? null);
    }

    for (const reply of comment.replies ?? []) this.merge(reply, entry.replies, entry);
    entry.setMore(comment);
    return entry;
  }

  /** Shows one comment where it stands; apart from the others, if its place is not loaded yet. @param {any} comment */
  async place(comment) {
    const parent = this.entries.get(comment.parent_id);
    if (parent) return this.merge(comment, parent.replies, parent);
    if (!comment.parent_id && (!this.cursor || this.sort === "newest")) return this.merge(comment, this.list);

    const ancestors = comment.ancestors ?? (comment.parent_id ? await this.ancestorsOf(comment.parent_id) : []);
    /** @type {Entry | undefined} */
    let above;
    for (const it of [...ancestors, comment]) {
      const known = this.entries.get(it.id);
      above = known ?? this.merge(it, above?.replies ?? this.apart, above);
    }
    return /** @type {Entry} */ (above);
  }

  /** A comment and those above it; none, if it is not shown any more. @param {string} id */
  async ancestorsOf(id) {
    try {
      const comment = await this.api(`v1/comments/${id}`);
      return [...comment.ancestors, comment];
    } catch (error) {
      if (error instanceof Refusal && error.code === "not_found") return [];
      throw error;
    }
  }

  async more() {
    await this.attempt(this.further, async () => {
      const page = await this.read({ cursor: this.cursor });
      const entries = page.items.map((/** @type {any} */ it) => this.merge(it, this.list));
      this.setCursor(page.next_cursor);
      entries[0]?.focus();
    });
  }

  /** Runs what a button does, once at a time, and says what went wrong. @param {HTMLButtonElement} button @param {() => Promise<any>} act */
  async attempt(button, act) {
    if (button.ariaDisabled === "true") return false;
    button.ariaDisabled = "true";
    try {
      await act();
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.tell(this.explain(error));
      this.emit("error", { code: error.code });
      return false;
    } finally {
      button.ariaDisabled = null;
    }
  }

  /** What to say about a refusal. @param {Refusal} refusal */
  explain({ code, wait, message }) {
    const key = ["unavailable", "overloaded", "internal_error"].includes(code) ? "unreachable" : code;
    return this.words.has(key) ? this.say(key, { n: wait }) : message || this.say("failed");
  }

  /** @param {string} sort */
  order(sort) {
    if (sort !== this.sort) this.host.setAttribute("sort", sort);
  }

  /** Shows the comment that the address names. */
  async follow() {
    const target = commentOf(location.hash);
    if (target) await (await import("./link.js")).followLink(this, target);
  }

  /** @param {string} id */
  async fetchEntry(id) {
    const comment = await this.api(`v1/comments/${id}`, { token: own.get(id)?.token });
    return comment.article_id === this.articleId && this.place(comment);
  }

  /** The link to a comment. A page that keeps its route in the fragment cannot have it there. @param {string} id */
  linkTo(id) {
    const page = /^#!?\//.test(location.hash) ? `${this.base}threads/${this.articleId}` : location.href;
    return `${page.split("#")[0]}#comment-${id}`;
  }

  /** Loads what few readers need, with its words. @param {"compose" | "own" | "report" | "moderate"} part @returns {Promise<any>} */
  async load(part) {
    const [module, { default: words }] = await Promise.all([
      import(`./${part}.js`),
      import(`./locales/writing/${this.words.language}.js`),
    ]);
    this.words.learn(words);
    return module;
  }

  /** Opens a form in full. @param {HTMLFormElement} form @param {any} options */
  async compose(form, options) {
    if (this.composed.has(form)) return;
    this.composed.add(form);
    try {
      return (await this.load("compose")).openComposer(this, form, options);
    } catch {
      // What is being typed stays; the next focus tries again.
      this.composed.delete(form);
      this.tell(this.say("failed"));
      options.text.addEventListener("focus", () => this.compose(form, options), { once: true });
    }
  }

  /** Shows what became of the reader's comments, or of one of them. @param {string} [id] */
  async showOwn(id) {
    const mine = Object.entries(own.all()).filter(
      ([it, { article }]) => article === this.articleId && (!id || it === id),
    );
    if (mine.length) (await this.load("own")).showOwn(this, mine);
  }

  async live() {
    if (!this.articleId || this.isLive) return;
    this.isLive = true;
    (await import("./live.js")).followLive(this);
  }

  /** @param {string | null} token */
  async moderate(token) {
    if (token && this.articleId) (await this.load("moderate")).moderate(this, token);
  }

  /** Announces what has arrived, and moves nothing. */
  announce() {
    const n = this.arrivals.size;
    const words = n ? this.say("arrivals", { n }) : "";
    if (words === this.fresh.textContent) return;
    this.fresh.hidden = !n;
    this.fresh.textContent = words;
    if (n) this.tell(make("span", { class: "unseen" }, words));
  }

  async showArrivals() {
    await this.attempt(this.fresh, async () => {
      let first;
      for (const comment of [...this.arrivals.values()]) {
        const entry = await this.place(comment);
        this.arrivals.delete(comment.id);
        first ??= entry;
      }
      this.announce();
      first?.focus();
    });
  }
}
