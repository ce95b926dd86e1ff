// Follows a link to a comment. Loaded when the page's address names one.

import { Refusal } from "./api.js";

/** The most pages of 100 comments that are read to find a comment by its number. */
const PAGES = 20;

/**
 * Shows the comment and marks it, or says that there is none.
 * @param {any} thread @param {{ id?: string, number?: number }} target
 */
export async function followLink(thread, target) {
  try {
    const id = target.id ?? (await findNumber(thread, Number(target.number)));
    const entry = thread.entries.get(id) ?? (id && (await thread.fetchEntry(id)));
    if (entry) entry.mark();
    else thread.tell(thread.say("gone"));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    thread.tell(thread.say(error.code === "not_found" ? "gone" : "failed"));
  }
}

/** @param {any} thread @param {number} number @returns {Promise<string | undefined>} */
async function findNumber(thread, number) {
  for (const { comment } of thread.entries.values()) if (comment.number === number) return comment.id;

  /** @type {string | undefined} */
  let cursor;
  for (let page = 0; page < PAGES; page++) {
    const { items, next_cursor } = await thread.read({ view: "flat", sort: "oldest", limit: 100, cursor });
    const found = items.find((/** @type {any} */ it) => it.number === number);
    if (found || !next_cursor) return found?.id;
    cursor = next_cursor;
  }
  return undefined;
}
