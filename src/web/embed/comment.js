// One comment of a thread, with its replies.

import { make, makeButton, setServerHtml } from "./dom.js";
import { own } from "./store.js";

/** Replies further down are not indented any more, and name whom they answer. */
const DEEPEST = 4;

export class Entry {
  /** @param {any} thread @param {any} comment @param {Entry} [parent] */
  constructor(thread, comment, parent) {
    this.thread = thread;
    this.parent = parent;
    const { say } = thread;
    const id = comment.id;

    this.author = make("b", { part: "author", id: `author-${id}`, dir: "auto" });
    this.time = make("time", {});
    const link = make("a", { part: "time", href: thread.linkTo(id) }, this.time);
    this.edited = make("span", {});
    const above = parent && comment.depth > DEEPEST && parent.comment;
    const inReply = above && make("a", { href: thread.linkTo(above.id) }, say("inReply", { name: above.author.name }));
    this.head = make("header", {}, this.author, link, this.edited, inReply || null);
    this.text = make("div", { part: "text", dir: "auto" });
    this.note = make("div", { part: "note", hidden: true });
    this.actions = make("footer", { part: "actions" });
    this.article = make(
      "article",
      { part: "comment", id: `comment-${id}`, tabindex: -1, "aria-labelledby": `author-${id}` },
      ...[this.head, this.note, this.text, this.actions],
    );
    this.replies = make("ol", { role: "list", class: comment.depth >= DEEPEST ? "flat" : null });
    this.further = makeButton("", () => this.more(), "button more");
    this.further.hidden = true;
    this.item = make("li", { "aria-level": comment.depth + 1 }, this.article, this.replies, this.further);
    this.update(comment);
  }

  /** @param {any} comment */
  update(comment) {
    const { say, words } = this.thread;
    const before = this.comment;
    this.comment = this.item.comment = comment;
    const { author, status } = comment;

    // A hidden comment that keeps its place has no author.
    const isHidden = !author.name;
    this.author.replaceChildren(isHidden ? "" : nameOf(author));
    if (author.is_moderator) this.author.append(" ", make("span", { part: "badge" }, say("moderator")));
    this.edited.textContent = comment.edited_at ? say("edited") : "";
    this.time.dateTime = comment.created_at;
    this.time.dataset.exact = words.exact(comment.created_at);
    this.tick();

    this.article.classList.toggle("hidden", isHidden);
    if (isHidden) this.text.textContent = say(status === "withdrawn" ? "withdrawn" : "removed");
    else if (comment.html !== before?.html || !before.author.name) setServerHtml(this.text, comment);
    this.showActions();
  }

  tick() {
    this.time.textContent = this.thread.words.ago(this.comment.created_at, Date.now());
  }

  showActions() {
    const { thread, comment } = this;
    const { say } = thread;
    const isShown = comment.status === "approved" && comment.author.name;
    const mayReply = isShown && thread.isOpen && comment.depth < (thread.page.site?.max_depth ?? 0);

    this.actions.replaceChildren();
    if (mayReply) this.actions.append(makeButton(say("reply"), () => this.reply()));
    if (isShown)
      this.actions.append(
        make("a", { part: "button", href: thread.linkTo(comment.id), click: () => this.copyLink() }, say("link")),
      );
    if (isShown && !own.get(comment.id)) this.actions.append(makeButton(say("report"), () => this.report()));
    this.actions.append(...(this.extra ?? []), ...(thread.decorate?.(this) ?? []));
  }

  /** Adds buttons behind the usual ones. @param {HTMLButtonElement[]} extra */
  setExtra(extra) {
    this.extra = extra;
    this.showActions();
  }

  /** @param {any} comment */
  setMore({ reply_count, replies, replies_cursor }) {
    this.cursor = replies_cursor;
    const n = Math.max(0, reply_count - (replies?.length ?? this.replies.childElementCount));
    this.further.hidden = !n;
    this.further.textContent = this.thread.say("replies", { n });
  }

  async more() {
    const { thread } = this;
    await thread.attempt(this.further, async () => {
      const page = await thread.api(`v1/comments/${this.comment.id}/replies`, { query: { cursor: this.cursor } });
      const entries = page.items.map((/** @type {any} */ it) => thread.merge(it, this.replies, this));
      this.setMore({ reply_count: page.next_cursor ? this.comment.reply_count : 0, replies_cursor: page.next_cursor });
      entries[0]?.focus();
    });
  }

  async reply() {
    if (this.form?.isConnected) return this.form.querySelector("textarea")?.focus();
    const { thread } = this;
    const label = thread.say("replyTo", { name: this.comment.author.name });
    const text = make("textarea", { part: "field", dir: "auto", rows: 1, "aria-label": label, placeholder: label });
    this.form = make("form", { part: "form" }, text);
    this.article.after(this.form);
    text.focus();
    await thread.compose(this.form, { text, parent: this });
  }

  copyLink() {
    const { thread } = this;
    navigator.clipboard?.writeText(thread.linkTo(this.comment.id)).then(
      () => thread.tell(thread.say("linked")),
      () => {}, // The link itself is there to be copied.
    );
  }

  async report() {
    (await this.thread.load("report")).openReport(this.thread, this);
  }

  focus() {
    this.article.focus();
  }

  /** Shows that a link leads here. */
  mark() {
    for (const other of this.thread.section.querySelectorAll(".marked")) other.classList.remove("marked");
    this.article.classList.add("marked");
    const { top, bottom } = this.article.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) this.article.scrollIntoView({ block: "center" });
    this.article.focus({ preventScroll: true });
  }
}

/** @param {any} author */
function nameOf({ name, website }) {
  return /^https?:\/\//i.test(website ?? "") ? make("a", { href: website, rel: "nofollow ugc noopener" }, name) : name;
}
