// Deciding in place. Loaded for moderators only.

import { Refusal } from "./api.js";
import { make, makeButton } from "./dom.js";

/** @type {Record<string, { action: string, done: string, words: string }>} */
const ACTS = {
  approve: { action: "approve", words: "approve", done: "didApprove" },
  reject: { action: "reject", words: "decline", done: "didReject" },
  spam: { action: "spam", words: "markSpam", done: "didSpam" },
};
/** The decision that led to a status. @type {Record<string, string>} */
const DONE = { pending: "toDecide", rejected: "didReject", spam: "didSpam" };

/**
 * Shows what waits under this article, and the decisions at each comment.
 * @param {any} thread @param {string} token
 */
export async function moderate(thread, token) {
  const desk = new Desk(thread, token);
  await desk.attempt(thread.further, async () => {
    const { name, email } = await desk.ask("v1/auth/me");
    thread.token = token;
    thread.moderator = { name, email };
    thread.decorate = (/** @type {any} */ entry) => desk.buttonsFor(entry);
    for (const entry of thread.entries.values()) entry.showActions();

    let cursor;
    do {
      const query = { article_id: thread.articleId, status: "pending", sort: "oldest", limit: 100, cursor };
      const page = await desk.ask("v1/admin/comments", { query });
      for (const comment of page.items) desk.show(await thread.place(comment), comment);
      cursor = page.next_cursor;
    } while (cursor);
  });
}

class Desk {
  /** @param {any} thread @param {string} token */
  constructor(thread, token) {
    this.thread = thread;
    this.token = token;
  }

  /** @param {string} path @param {any} [request] */
  ask(path, request) {
    return this.thread.api(path, { ...request, token: this.token });
  }

  /** @param {any} entry */
  buttonsFor(entry) {
    const { status, author } = entry.comment;
    if (!author.name || status === "withdrawn") return [];
    const acts = status === "approved" ? [ACTS.reject, ACTS.spam] : status === "pending" ? Object.values(ACTS) : [];
    return acts.map((act) => {
      const button = makeButton(this.thread.say(act.words), () => this.decide(button, entry, act), "button decide");
      return button;
    });
  }

  /** Shows a comment as it is now, with what can be taken back. @param {any} entry @param {any} comment @param {string} [decision] */
  show(entry, comment, decision) {
    const { say } = this.thread;
    entry.isModerated = true;
    entry.update({ ...entry.comment, ...comment });
    const done = comment.status === "approved" ? (decision ? "didApprove" : "") : DONE[comment.status];
    const undo = decision && makeButton(say("undo"), () => this.undo(undo, entry, decision));
    entry.note.replaceChildren(done ? make("span", {}, say(done), " ") : "", undo || "");
    entry.note.hidden = !done;
  }

  /** @param {HTMLButtonElement} button @param {any} entry @param {{ action: string, done: string }} act */
  decide(button, entry, { action, done }) {
    return this.attempt(button, async () => {
      const { id } = entry.comment;
      try {
        const version = entry.comment.version ?? (await this.ask(`v1/admin/comments/${id}`)).version;
        const { comment, decision } = await this.ask(`v1/admin/comments/${id}/decisions`, {
          body: { action, version },
        });
        this.show(entry, comment, decision.id);
        this.thread.tell(this.thread.say(done));
      } catch (error) {
        if (!(error instanceof Refusal) || error.problem.status !== 409) throw error;
        await this.refresh(entry);
      }
      entry.focus();
    });
  }

  /** @param {HTMLButtonElement} button @param {any} entry @param {string} decision */
  undo(button, entry, decision) {
    return this.attempt(button, async () => {
      try {
        const { comment } = await this.ask(`v1/admin/decisions/${decision}/undo`, { method: "POST" });
        this.show(entry, comment);
      } catch (error) {
        if (!(error instanceof Refusal) || error.problem.status !== 409) throw error;
        await this.refresh(entry);
      }
      entry.focus();
    });
  }

  /** A colleague decided first: shows how. @param {any} entry */
  async refresh(entry) {
    const { thread } = this;
    this.show(entry, await this.ask(`v1/admin/comments/${entry.comment.id}`));
    thread.tell(thread.say("conflict"));
  }

  /** @param {HTMLButtonElement} button @param {() => Promise<void>} act */
  attempt(button, act) {
    const { thread } = this;
    return thread.attempt(button, async () => {
      try {
        await act();
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== "unauthenticated") throw error;
        // The page learns it by the event, and may give a new token.
        thread.token = thread.moderator = thread.decorate = null;
        for (const entry of thread.entries.values()) entry.showActions();
        thread.tell(thread.say("signedOut"));
        thread.emit("error", { code: error.code });
      }
    });
  }
}
