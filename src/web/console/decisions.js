// Deciding: at once on the screen, then on the server, and back again by undo.

import { Refused } from "../shared/api.js";
import { Store } from "../shared/store.js";
import { forgetCard } from "./cards.js";
import { api, inWords, onceKey, withSession } from "./service.js";
import { strings } from "./strings.js";

/** @import {DecisionAction, ModeratedComment, Problem, QueuedComment} from "moderato/contract" */
/** @import {Queue} from "./queue.js" */

/** @typedef {QueuedComment["status"]} Status */
/**
 * One act that can be taken back: one decision, or one for many.
 * @typedef {object} Act
 * @property {DecisionAction} action
 * @property {QueuedComment[]} comments As they were before.
 * @property {string} reason
 * @property {Promise<void>} sent Fulfilled when the service has answered, whatever it said.
 * @property {{id: string, decision: string | null, version: number}[]} done What the service has stored.
 */
/** @typedef {{comment: QueuedComment, action: DecisionAction, reason: string, note: string, words: string, version: number | null}} Refusal */
/** @typedef {{acts: Act[], refusal: Refusal | null, said: string, reason: string}} DecisionState */

/** The status after an action. */
const OUTCOME = /** @type {Record<DecisionAction, Status>} */ ({
  approve: "approved",
  reject: "rejected",
  spam: "spam",
  hold: "pending",
});
const BACK = /** @type {Record<string, DecisionAction>} */ ({
  approved: "approve",
  rejected: "reject",
  spam: "spam",
  pending: "hold",
});

/** So many acts can be taken back, one after the other. */
const MEMORY = 50;
/** The most comments that one request decides about. */
const BULK = 1_000;

/** @extends {Store<DecisionState>} */
export class Decisions extends Store {
  /** The ids of comments whose change is our own, so that the live stream does not report it as somebody else's. */
  own = new Set();
  /** The acts that the service has not answered yet. */
  unsent = 0;

  /** @param {Queue} queue */
  constructor(queue) {
    super({ acts: [], refusal: null, said: "", reason: "" });
    this.queue = queue;
  }

  get last() {
    return this.state.acts.at(-1);
  }

  /** Chooses the reason of the next decision, or takes the choice back. @param {string} reason */
  chooseReason(reason) {
    this.set({ reason: this.state.reason === reason ? "" : reason });
  }

  /** @param {DecisionAction} action @param {QueuedComment[]} comments @param {{reason?: string, note?: string}} [words] */
  decide(action, comments, { reason = this.state.reason, note = "" } = {}) {
    const open = comments.filter(({ status }) => status !== OUTCOME[action] && status !== "withdrawn");
    if (open.length === 0) {
      this.set({ said: strings.queue.nothingToDo(strings.status[OUTCOME[action]]) });
      return;
    }

    /** @type {Act} */
    const act = { action, comments: open, reason, sent: Promise.resolve(), done: [] };
    for (const { id } of open) this.own.add(id);
    this.#show(open, OUTCOME[action]);
    this.set({
      acts: [...this.state.acts, act].slice(-MEMORY),
      refusal: null,
      reason: "",
      said: strings.queue.decided(action, open.length),
    });
    this.unsent++;
    act.sent = (open.length === 1 ? this.#sendOne(act, note) : this.#sendMany(act)).finally(() => this.unsent--);
  }

  /** Shows comments with another status: they leave the list, or change in it. @param {QueuedComment[]} comments @param {Status} status */
  #show(comments, status) {
    const changed = comments.map((comment) => ({ ...comment, status }));
    const leaving = changed.filter((comment) => !this.queue.isWanted(comment));
    for (const comment of changed)
      if (this.queue.isWanted(comment)) this.queue.change(comment.id, { comment, fate: null });
    this.queue.takeOut(new Set(leaving.map(({ id }) => id)));
    if (leaving.length < changed.length && comments.length === 1) this.queue.move(1);
  }

  /** @param {Act} act @param {string} note */
  async #sendOne(act, note) {
    const [comment] = act.comments;
    const body = { action: act.action, version: comment.version, reason: act.reason || null, note: note || null };
    const once = onceKey();
    try {
      const send = () =>
        api.send("post", "/v1/admin/comments/{comment_id}/decisions", { path: { comment_id: comment.id }, body, once });
      const made = await withSession(send);
      act.done = [{ id: comment.id, decision: made.decision?.id ?? null, version: made.comment.version }];
      this.#settle(made.comment, comment);
    } catch (error) {
      this.#refuse(act, comment, note, error);
    }
    this.#forget(comment);
  }

  /** Takes over what the service stored, where the comment is still in the list. @param {ModeratedComment} stored @param {QueuedComment} before */
  #settle(stored, before) {
    const entry = this.queue.state.entries.find(({ comment }) => comment.id === stored.id);
    if (entry && !entry.fate) this.queue.change(stored.id, { comment: { ...before, ...stored } });
  }

  /** Puts a comment back about which the service said no, with the reason. @param {Act} act @param {QueuedComment} comment @param {string} note @param {unknown} error */
  #refuse(act, comment, note, error) {
    const current = error instanceof Refused ? error.problem.current : undefined;
    const words = current ? whoWasFirst(current) : strings.queue.notStored(inWords(error));
    const back = current
      ? { ...comment, version: current.version, status: /** @type {Status} */ (current.status ?? comment.status) }
      : comment;

    this.queue.putIn([back], current ? { kind: "refused", words } : null);
    this.queue.select(comment.id);
    const refusal = {
      comment: back,
      action: act.action,
      reason: act.reason,
      note,
      words,
      version: current?.version ?? null,
    };
    this.set({ acts: this.state.acts.filter((other) => other !== act), refusal, said: words });
  }

  /** Goes on after a refusal: the comment stays as the other moderator left it. */
  letGo() {
    const { refusal } = this.state;
    if (!refusal) return;
    this.set({ refusal: null });
    if (refusal.version !== null && !this.queue.isWanted(refusal.comment))
      this.queue.takeOut(new Set([refusal.comment.id]));
    else this.queue.change(refusal.comment.id, { fate: null });
  }

  /** Makes the refused decision all the same, on the present state. */
  insist() {
    const { refusal } = this.state;
    if (refusal) this.decide(refusal.action, [refusal.comment], refusal);
  }

  /** @param {Act} act */
  async #sendMany(act) {
    const failed = [];
    for (let from = 0; from < act.comments.length; from += BULK) {
      const part = act.comments.slice(from, from + BULK);
      const comments = part.map(({ id, version }) => ({ id, version }));
      const once = onceKey();
      try {
        const body = { action: act.action, reason: act.reason || null, comments };
        const { results } = await withSession(() => api.send("post", "/v1/admin/decisions", { body, once }));
        for (const { id, outcome, version } of results) {
          const comment = part.find((one) => one.id === id);
          if (outcome === "applied") act.done.push({ id, decision: null, version: version ?? 0 });
          else if (comment)
            failed.push({
              comment: { ...comment, version: version ?? comment.version },
              words: strings.queue.bulkOutcome(outcome),
            });
        }
      } catch (error) {
        failed.push(...part.map((comment) => ({ comment, words: strings.queue.notStored(inWords(error)) })));
      }
    }

    for (const { comment, words } of failed) this.queue.putIn([comment], { kind: "refused", words });
    for (const comment of act.comments) this.#forget(comment);
    if (failed.length) this.set({ said: strings.queue.bulkFailed(failed.length, failed[0].words) });
  }

  /** Takes the last act back: each comment gets the status that it had. */
  async undo() {
    const act = this.last;
    if (!act) {
      this.set({ said: strings.queue.nothingToUndo });
      return;
    }

    this.set({
      acts: this.state.acts.slice(0, -1),
      refusal: null,
      said: strings.queue.undone(act.action, act.comments.length),
    });
    for (const { id } of act.comments) this.own.add(id);
    this.queue.putIn(act.comments.filter((comment) => this.queue.isWanted(comment)));
    this.queue.select(act.comments[0].id);

    await act.sent;
    try {
      await withSession(() => this.#sendUndo(act));
    } catch (error) {
      const words =
        error instanceof Refused && error.problem.current ? whoWasFirst(error.problem.current) : inWords(error);
      this.set({ said: strings.queue.notUndone(words) });
      for (const { id } of act.comments) this.queue.change(id, { fate: { kind: "refused", words } });
    }
    for (const comment of act.comments) this.#forget(comment);
  }

  /** @param {Act} act */
  async #sendUndo(act) {
    const [one] = act.done;
    if (act.comments.length === 1) {
      if (!one?.decision) return;
      const undone = await api.send("post", "/v1/admin/decisions/{decision_id}/undo", {
        path: { decision_id: one.decision },
        once: onceKey(),
      });
      this.#settle(undone.comment, act.comments[0]);
      return;
    }

    // The API undoes one decision at a time, so many go back by the decision that restores their status.
    const done = new Map(act.done.map(({ id, version }) => [id, version]));
    const before = act.comments.filter(({ id }) => done.has(id));
    for (const status of new Set(before.map((comment) => comment.status))) {
      const part = before.filter((comment) => comment.status === status);
      const comments = part.map(({ id }) => ({ id, version: done.get(id) ?? 0 }));
      const { results } = await api.send("post", "/v1/admin/decisions", {
        body: { action: BACK[status], comments },
        once: onceKey(),
      });
      for (const { id, version } of results) {
        const comment = part.find((other) => other.id === id);
        if (comment && version) this.queue.change(id, { comment: { ...comment, version } });
      }
    }
  }

  /** Gives the last decision a reason afterwards: it is taken back and made again with the reason. @param {string} reason */
  async reasonAfter(reason) {
    const act = this.last;
    if (!act || act.action === "approve" || act.action === "hold" || act.comments.length !== 1) return;

    const { current } = this.queue.state;
    const [comment] = act.comments;
    this.set({ acts: this.state.acts.slice(0, -1) });
    await act.sent;
    const [one] = act.done;
    if (!one?.decision) return;
    const path = { decision_id: one.decision };
    try {
      const undone = await withSession(() =>
        api.send("post", "/v1/admin/decisions/{decision_id}/undo", { path, once: onceKey() }),
      );
      this.decide(act.action, [{ ...comment, version: undone.comment.version }], { reason });
      if (current) this.queue.select(current);
    } catch (error) {
      this.set({ said: strings.queue.notUndone(inWords(error)) });
    }
  }

  /** @param {QueuedComment} comment */
  #forget(comment) {
    forgetCard(comment.id, `${comment.site} ${comment.author.email}`);
  }
}

/** @param {NonNullable<Problem["current"]>} current */
function whoWasFirst({ status, last_decision: last }) {
  if (!last) return strings.queue.changedMeanwhile;
  return strings.queue.whoWasFirst(
    last.moderator ?? strings.someone,
    strings.done(last.action),
    last.decided_at,
    status ?? "",
  );
}
