// A list that is read page by page.

import { Store } from "../shared/store.js";

/**
 * @template T
 * @typedef {{items: T[], cursor: string | null, phase: "loading" | "ready" | "failed", failure: unknown}} PagedState
 */
/**
 * @template T
 * @typedef {(cursor: string | undefined) => Promise<{items: T[], next_cursor?: string | null, at_end?: boolean}>} Read
 */

/**
 * @template T
 * @extends {Store<PagedState<T>>}
 */
export class Paged extends Store {
  #generation = 0;

  /** @param {Read<T>} read */
  constructor(read) {
    super({ items: [], cursor: null, phase: "loading", failure: null });
    this.read = read;
  }

  /** Reads the first page, in place of what is there. */
  async load() {
    this.set({ items: [], cursor: null });
    await this.more();
  }

  async more() {
    const generation = ++this.#generation;
    this.set({ phase: "loading", failure: null });
    try {
      const page = await this.read(this.state.cursor ?? undefined);
      if (generation !== this.#generation) return;
      const cursor = page.at_end ? null : (page.next_cursor ?? null);
      this.set({ items: [...this.state.items, ...page.items], cursor, phase: "ready" });
    } catch (failure) {
      if (generation === this.#generation) this.set({ phase: "failed", failure });
    }
  }
}
