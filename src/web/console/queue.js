// The list of comments in work: pages as they are wanted, a place in it, a selection, and what changed meanwhile.

import { Store } from "../shared/store.js";
import { forgetCard, loadCard } from "./cards.js";
import { queryOf } from "./filters.js";
import { api } from "./service.js";

/** @import {QueuedComment} from "moderato/contract" */
/** @import {Filters} from "./filters.js" */

/** What became of a comment that is still shown: its row is quiet and says it. @typedef {{kind: "elsewhere" | "left" | "refused", words: string}} Fate */
/** @typedef {{comment: QueuedComment, fate: Fate | null}} Entry */
/**
 * @typedef {object} QueueState
 * @property {Filters} filters
 * @property {Entry[]} entries
 * @property {string | null} cursor Where the next page begins; null at the end.
 * @property {"loading" | "ready" | "failed"} phase
 * @property {unknown} failure
 * @property {string | null} current
 * @property {Set<string>} marked
 * @property {QueuedComment[]} arrived What waits behind the line.
 */

const PAGE = 50;
/** Read on when so few entries are left below. */
const AHEAD = 15;
/** Cards that are loaded before they are wanted. */
const PRELOADED = 3;

/** @extends {Store<QueueState>} */
export class Queue extends Store {
  #generation = 0;
  /** When the list was read: ages count from then on all its pages. */
  #readAt = 0;
  #isReading = false;

  /** @param {Filters} filters */
  constructor(filters) {
    super({
      filters,
      entries: [],
      cursor: null,
      phase: "loading",
      failure: null,
      current: null,
      marked: new Set(),
      arrived: [],
    });
  }

  get index() {
    return this.state.entries.findIndex(({ comment }) => comment.id === this.state.current);
  }

  get currentEntry() {
    return this.state.entries[this.index];
  }

  get markedComments() {
    return this.state.entries.filter(({ comment }) => this.state.marked.has(comment.id)).map(({ comment }) => comment);
  }

  /** Reads the list from its start. @param {Filters} filters @param {string | null} wanted The comment to show first. */
  async load(filters, wanted) {
    const generation = ++this.#generation;
    this.#readAt = Date.now();
    this.set({
      filters,
      phase: "loading",
      failure: null,
      entries: [],
      cursor: null,
      marked: new Set(),
      arrived: [],
      current: wanted,
    });
    try {
      const page = await this.#read(null);
      if (generation !== this.#generation) return;
      const current = wanted ?? page.entries[0]?.comment.id ?? null;
      this.set({ ...page, phase: "ready", current });
      this.preload();
    } catch (failure) {
      if (generation === this.#generation) this.set({ phase: "failed", failure });
    }
  }

  /** Reads the next page, if there is one. */
  async more() {
    const { cursor } = this.state;
    if (!cursor || this.#isReading) return;

    const generation = this.#generation;
    this.#isReading = true;
    try {
      const page = await this.#read(cursor);
      if (generation !== this.#generation) return;
      const known = new Set(this.state.entries.map(({ comment }) => comment.id));
      const entries = page.entries.filter(({ comment }) => !known.has(comment.id));
      this.set({ entries: [...this.state.entries, ...entries], cursor: page.cursor, failure: null });
      // Who decided faster than the page came goes on with it.
      if (!this.state.current && entries.length) this.select(entries[0].comment.id);
    } catch (failure) {
      this.set({ failure });
    } finally {
      this.#isReading = false;
    }
  }

  /** @param {string | null} cursor @returns {Promise<{entries: Entry[], cursor: string | null}>} */
  async #read(cursor) {
    const { filters } = this.state;
    const query = { ...queryOf(filters, this.#readAt), limit: PAGE, cursor: cursor ?? undefined };
    const page = await api.send("get", "/v1/admin/comments", { query });
    return {
      entries: page.items.map((comment) => ({ comment, fate: null })),
      cursor: page.next_cursor ?? null,
    };
  }

  /** @param {string | null} id */
  select(id) {
    this.set({ current: id });
    this.preload();
  }

  /** Goes so many entries on, as far as there are some. @param {number} steps */
  move(steps) {
    const { entries } = this.state;
    const next = entries[Math.max(0, Math.min(entries.length - 1, this.index + steps))];
    if (next) this.select(next.comment.id);
  }

  /** Loads what will be wanted next, quietly: a failure shows when it is wanted. */
  preload() {
    const { entries } = this.state;
    const { index } = this;
    for (const { comment } of entries.slice(Math.max(0, index), index + 1 + PRELOADED))
      loadCard(comment.id).catch(() => {});
    if (entries.length - index < AHEAD) void this.more();
  }

  /** Whether a comment belongs here by its status. @param {QueuedComment} comment */
  isWanted({ status }) {
    return this.state.filters.status === "all" || this.state.filters.status === status;
  }

  /** Takes entries out and goes on to the one after them. @param {Set<string>} ids */
  takeOut(ids) {
    const { entries, current, marked } = this.state;
    const { index } = this;
    const rest = entries.filter(({ comment }) => !ids.has(comment.id));
    const after = entries.slice(index + 1).find(({ comment }) => !ids.has(comment.id));
    const next = current && ids.has(current) ? ((after ?? rest.at(-1))?.comment.id ?? null) : current;
    this.set({ entries: rest, current: next, marked: new Set([...marked].filter((id) => !ids.has(id))) });
    this.preload();
  }

  /** Puts comments where the order of the list wants them. @param {QueuedComment[]} comments @param {Fate | null} [fate] */
  putIn(comments, fate = null) {
    const ids = new Set(comments.map(({ id }) => id));
    const sign = this.state.filters.sort === "oldest" ? 1 : -1;
    const entries = this.state.entries.filter(({ comment }) => !ids.has(comment.id));
    for (const comment of comments) {
      const place = entries.findIndex((other) => sign * compare(other.comment, comment) > 0);
      entries.splice(place < 0 ? entries.length : place, 0, { comment, fate });
    }
    this.set({ entries });
  }

  /** Changes an entry in its place. @param {string} id @param {Partial<Entry>} change */
  change(id, change) {
    if (change.comment) forgetCard(id);
    this.set({
      entries: this.state.entries.map((entry) => (entry.comment.id === id ? { ...entry, ...change } : entry)),
    });
  }

  /** @param {string} id */
  toggleMark(id) {
    const marked = new Set(this.state.marked);
    if (!marked.delete(id)) marked.add(id);
    this.set({ marked });
  }

  /** Shows what arrived meanwhile, and lets go what others have decided. */
  takeInArrivals() {
    const { arrived, current } = this.state;
    const gone = this.state.entries.filter(({ fate, comment }) => fate && comment.id !== current);
    this.set({ arrived: [] });
    this.takeOut(new Set(gone.map(({ comment }) => comment.id)));

    // While older pages are not read, an arrival at the end comes with the last of them.
    const isAtEnd = this.state.filters.sort === "oldest" && this.state.cursor;
    if (!isAtEnd) this.putIn(arrived);
    if (!current) this.select(this.state.entries[0]?.comment.id ?? null);
  }
}

/** @param {QueuedComment} a @param {QueuedComment} b */
const compare = (a, b) => (a.created_at + a.id < b.created_at + b.id ? -1 : 1);
