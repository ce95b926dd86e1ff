// The form in full: a new comment, a reply, or an edit. Loaded when somebody begins to write.

import { Refusal } from "./api.js";
import { make, makeButton, setServerHtml } from "./dom.js";
import { author, drafts, own } from "./store.js";

let forms = 0;
/** Which field an error of the service belongs to. @type {Record<string, string>} */
const POINTERS = {
  "/author/name": "name",
  "/author/email": "email",
  "/author/website": "website",
  "/body": "body",
  "/challenge/answer": "answer",
};
const SECOND = 1000;

/**
 * Completes a form that so far is one line.
 * @param {any} thread
 * @param {HTMLFormElement} form
 * @param {{ text: HTMLTextAreaElement, parent?: any, entry?: any }} options `parent` is answered, `entry` is edited.
 */
export function openComposer(thread, form, options) {
  return new Composer(thread, form, options);
}

class Composer {
  /** @type {Record<string, { input: any, error: HTMLElement }>} */
  fields = {};
  /** @type {any} */
  challenge = null;
  /** The last attempt: an unchanged one has the same key, so that the service stores it once. */
  attempt = { sent: "", key: "" };

  /** @param {any} thread @param {HTMLFormElement} form @param {any} options */
  constructor(thread, form, { text, parent, entry }) {
    Object.assign(this, { thread, form, text, parent, entry });
    this.thread = thread;
    this.form = form;
    this.text = text;
    this.parent = parent;
    this.entry = entry;
    this.prefix = `form${forms++}-`;
    this.say = thread.say;
    this.draft = thread.draftKey(entry ? `edit ${entry.comment.id}` : parent?.comment.id);
    this.build();
  }

  build() {
    const { say, text, form } = this;
    text.value ||= drafts.get(this.draft) ?? this.entry?.comment.body ?? "";
    text.rows = 4;
    text.required = true;
    this.adopt("body", text);
    text.after(this.fields.body.error);

    const known = author.get();
    const people =
      this.entry || this.thread.moderator
        ? []
        : [
            this.field("name", { autocomplete: "name", required: true, value: known.name }),
            this.field(
              "email",
              { type: "email", autocomplete: "email", required: true, value: known.email, dir: "ltr" },
              say("emailHelp"),
            ),
            this.field(
              "website",
              { type: "url", autocomplete: "url", value: known.website, dir: "ltr", placeholder: "https://" },
              say("optional"),
            ),
          ];
    this.fieldsRow = make("div", { class: "fields" }, ...people);
    this.question = make("div", { class: "fields" });
    this.shown = make("div", {
      class: "preview",
      part: "preview",
      role: "region",
      "aria-label": say("preview"),
      hidden: true,
    });
    this.alert = make("p", { class: "wrong", role: "alert" });
    this.send = make(
      "button",
      { type: "submit", part: "button send", class: "frame primary" },
      say(this.entry ? "save" : "send"),
    );
    this.previewer = make(
      "button",
      { type: "button", part: "button", class: "frame", click: () => this.preview() },
      say("preview"),
    );
    const cancel = this.parent || this.entry ? makeButton(say("cancel"), () => this.close()) : null;
    const row = make("div", { class: "row" }, this.send, this.previewer, cancel);
    form.classList.add("open");
    form.noValidate = true;
    form.append(this.fieldsRow, this.question, this.shown, this.alert, row);

    form.addEventListener("submit", (/** @type {Event} */ event) => {
      event.preventDefault();
      this.submit();
    });
    text.addEventListener("input", () => this.keep());
    const { signal } = this.thread;
    addEventListener("offline", () => this.wentOffline(), { signal });
    addEventListener("online", () => this.cameBack(), { signal });
    if (!navigator.onLine) this.wentOffline();
    if (this.asks()) this.ask();
  }

  asks() {
    const { page, moderator } = this.thread;
    return !this.entry && !moderator && page.site.challenge !== "off";
  }

  keep() {
    const isUnchanged = this.text.value === (this.entry?.comment.body ?? "");
    drafts.set(this.draft, isUnchanged ? undefined : this.text.value);
  }

  wentOffline() {
    const time = new Intl.DateTimeFormat(this.thread.section.lang, { timeStyle: "short" }).format();
    this.alert.textContent = this.say("offline", { time });
  }

  cameBack() {
    if (this.alert.firstChild) this.alert.textContent = this.say("online");
  }

  /** Gives a control its place for errors. @param {string} name @param {any} input */
  adopt(name, input) {
    const error = make("p", { class: "wrong", id: `${this.prefix}${name}-error` });
    input.setAttribute(
      "aria-describedby",
      [input.getAttribute("aria-describedby"), error.id].filter(Boolean).join(" "),
    );
    input.addEventListener("input", () => this.mark(name, ""));
    this.fields[name] = { input, error };
  }

  /** @param {string} name @param {any} attributes @param {string} [help] @param {string} [label] */
  field(name, attributes, help, label = this.say(name)) {
    const id = this.prefix + name;
    const note = help && make("span", { class: "help", id: `${id}-help` }, ` (${help})`);
    const input = make("input", {
      id,
      part: "field",
      "aria-describedby": note && `${id}-help`,
      dir: "auto",
      ...attributes,
    });
    this.adopt(name, input);
    return make("div", {}, make("label", { for: id }, label, note || null), input, this.fields[name].error);
  }

  /** @param {string} name @param {string} words */
  mark(name, words) {
    const { input, error } = this.fields[name];
    error.textContent = words;
    if (words) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  /** Asks for a challenge and shows its question. */
  async ask() {
    try {
      this.challenge = null;
      const { articleId, query: page } = this.thread;
      const query = articleId ? { article_id: articleId } : { url: page.url };
      this.challenge = await this.thread.api("v1/challenges", { method: "POST", query });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return; // Sending asks again.
    }
    const label = make("bdi", { dir: "ltr" }, this.challenge.question);
    const field = this.field(
      "answer",
      { inputmode: "numeric", autocomplete: "off", required: true, maxlength: 20, dir: "ltr" },
      undefined,
      `${this.say("challenge")} `,
    );
    field.firstChild?.append(label);
    this.question.replaceChildren(field);
  }

  async preview() {
    await this.run(this.previewer, async () => {
      const rendered = await this.thread.api("v1/comments/preview", { body: { body: this.text.value } });
      const text = make("div", { part: "text", dir: "auto" });
      setServerHtml(text, { ...rendered, body: this.text.value });
      this.shown.replaceChildren(text);
      this.shown.hidden = false;
    });
  }

  async submit() {
    await this.run(this.send, async () => {
      if (!this.check()) return;
      this.thread.tell(this.say("sending"));
      const comment = this.entry ? await this.saveEdit() : await this.post();
      drafts.set(this.draft);
      await this.stored(comment);
    });
  }

  /** What can be seen to be wrong before it is sent. */
  check() {
    for (const [name, { input }] of Object.entries(this.fields)) {
      const value = input.value.trim();
      const fault =
        input.required && !value ? "missing_field" : input.validity.typeMismatch ? `invalid_${input.type}` : "";
      this.mark(name, fault && this.say(fault));
    }
    return this.focusWrong();
  }

  focusWrong() {
    const first = Object.values(this.fields).find(({ input }) => input.ariaInvalid === "true");
    first?.input.focus();
    this.alert.textContent = first ? this.say("check") : "";
    return !first;
  }

  async post() {
    const { thread, fields } = this;
    const written = (/** @type {string} */ name) => fields[name]?.input.value.trim() || null;
    const { moderator } = thread;
    const writer = moderator ?? { name: written("name"), email: written("email"), website: written("website") };
    const body = {
      author: writer,
      body: this.text.value,
      parent_id: this.parent?.comment.id ?? null,
      challenge: this.challenge && { token: this.challenge.token, answer: written("answer") },
    };
    const place = thread.articleId
      ? {}
      : { url: thread.query.url, site: thread.query.site, title: [...document.title].slice(0, 300).join("") || null };
    const path = thread.articleId ? `v1/articles/${thread.articleId}/comments` : "v1/threads/comments";
    const request = { ...place, ...body };

    const sent = JSON.stringify(request);
    if (sent !== this.attempt.sent) this.attempt = { sent, key: newKey() };
    const { comment, guest_token } = await this.submitOnce(path, request);

    const { article_id: article } = comment;
    if (guest_token) own.set(comment.id, { token: guest_token, article, email: writer.email, at: Date.now() });
    if (!moderator) author.set(writer);
    return comment;
  }

  /** Sends a comment, with the token of an earlier one by the same email as its proof. @param {string} path @param {any} body @returns {Promise<any>} */
  async submitOnce(path, body) {
    const { thread } = this;
    const { key } = this.attempt;
    const [id, earlier] = Object.entries(own.all()).findLast(([, it]) => it.email === body.author.email) ?? [];
    const token = thread.token ?? earlier?.token;
    try {
      return await thread.api(path, { body, key, token });
    } catch (error) {
      if (!(error instanceof Refusal) || !error.problem.status) throw error;
      if (error.code === "unauthenticated" && id && !thread.token) {
        // The service does not know that token any more.
        own.set(id);
        return this.submitOnce(path, body);
      }
      // An answer is good for one comment, even for one that is refused.
      if (this.challenge) await this.ask();
      throw error;
    }
  }

  saveEdit() {
    const { id } = this.entry.comment;
    return this.thread.api(`v1/comments/${id}`, {
      method: "PATCH",
      body: { body: this.text.value },
      token: own.get(id)?.token,
    });
  }

  /** Shows what was stored at its place. @param {any} comment */
  async stored(comment) {
    const { thread, say } = this;
    const isNew = !this.entry;
    // The stream may have brought it before this answer came.
    const isCounted = thread.arrivals.delete(comment.id);
    thread.announce();
    if (isNew && !isCounted && comment.status === "approved") thread.setTotal(thread.total + 1);
    if (!thread.articleId) {
      thread.articleId = comment.article_id;
      thread.live();
    }
    const entry = this.entry ?? (await thread.place(comment));
    entry.update({ ...entry.comment, ...comment });
    this.close();
    const words = comment.status === "approved" ? (isNew ? "published" : "saved") : "waiting";
    thread.tell(say(words));
    entry.focus();
    thread.emit("posted", { comment });
    await thread.showOwn(comment.id);
  }

  /** Ends the form; the one at the top becomes one line again. */
  close() {
    if (this.entry) drafts.set(this.draft);
    if (this.parent || this.entry) {
      this.form.remove();
      (this.entry ?? this.parent).article.hidden = false;
      return (this.entry ?? this.parent).focus();
    }
    const { thread, form, text } = this;
    const line = text.cloneNode();
    Object.assign(line, { value: "", rows: 1 });
    for (const name of ["aria-describedby", "aria-invalid"]) line.removeAttribute(name);
    form.classList.remove("open");
    const next = /** @type {HTMLFormElement} */ (form.cloneNode());
    next.append(line);
    form.replaceWith(next);
    thread.form = next;
    line.addEventListener("focus", () => thread.compose(next, { text: line }), { once: true });
  }

  /** Runs what a button does, once at a time, and keeps all that was typed. @param {HTMLButtonElement} button @param {() => Promise<void>} act */
  async run(button, act) {
    if (button.ariaDisabled === "true") return;
    button.ariaDisabled = "true";
    this.alert.textContent = "";
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.thread.tell("");
      await this.refused(error);
    } finally {
      if (!this.waiting) button.ariaDisabled = null;
    }
  }

  /** @param {Refusal} refusal */
  async refused(refusal) {
    const { thread, say } = this;
    const { code, problem, wait } = refusal;
    thread.emit("error", { code });

    let isOfField = false;
    for (const { pointer, code: fault, detail } of problem.errors ?? []) {
      const name = POINTERS[pointer];
      if (!this.fields[name]) continue;
      this.mark(name, thread.words.has(fault) ? say(fault) : detail);
      isOfField = true;
    }
    if (isOfField) {
      this.focusWrong();
      return;
    }

    this.alert.textContent = thread.explain(refusal);
    if (code === "challenge_required" || code === "challenge_failed") {
      if (!this.challenge) await this.ask();
      this.fields.answer?.input.focus();
    }
    if (code === "duplicate_comment") this.showEarlier(problem.duplicate_of);
    if (code === "rate_limited" && wait) this.pause(wait);
  }

  /** @param {string} id */
  showEarlier(id) {
    const { thread } = this;
    if (!thread.entries.has(id) && !own.get(id)) return;
    const show = makeButton(this.say("showIt"), async () => {
      const entry = thread.entries.get(id) ?? (await thread.fetchEntry(id));
      entry?.mark();
    });
    this.alert.append(" ", show);
  }

  /** Lets nothing be sent until the service takes it again. @param {number} seconds */
  pause(seconds) {
    this.waiting = true;
    setTimeout(() => {
      this.waiting = false;
      this.send.ariaDisabled = this.previewer.ariaDisabled = null;
      this.alert.textContent = this.say("ready");
    }, seconds * SECOND);
  }
}

/** A random key; `randomUUID` is not there on plain http. */
const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
