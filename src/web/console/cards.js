// What a card shows beside the comment: loaded before it is wanted, and kept while it is useful.

import { Refused } from "../shared/api.js";
import { Recent } from "../shared/store.js";
import { api } from "./service.js";

/** @import {Article, CommentDetail, QueuedComment} from "moderato/contract" */

/** @typedef {{comments: QueuedComment[], hasMore: boolean, firstAt: string | null}} History */
/** @typedef {{detail: CommentDetail, article: Article | null, parent: CommentDetail | null, history: History | null}} Card */

/** How many of the author's latest comments a card counts. */
export const HISTORY = 25;

/** @type {Recent<string, Promise<CommentDetail>>} */
const details = new Recent(60);
/** @type {Recent<string, Promise<Article | null>>} */
const articles = new Recent(40);
/** @type {Recent<string, Promise<History>>} */
const histories = new Recent(40);
/** The cards that are complete, so that they show without waiting. @type {Recent<string, Card>} */
const cards = new Recent(60);

/** A card that is there already. @param {string} id */
export const readyCard = (id) => cards.get(id);

/** Loads all that a card shows. @param {string} id @returns {Promise<Card>} */
export async function loadCard(id) {
  const detail = await once(details, id, () =>
    api.send("get", "/v1/admin/comments/{comment_id}", { path: { comment_id: id } }),
  );

  const [article, parent, history] = await Promise.all([
    once(articles, detail.article_id, () =>
      orNull(api.send("get", "/v1/articles/{article_id}", { path: { article_id: detail.article_id } })),
    ),
    detail.parent_id ? orNull(loadDetail(detail.parent_id)) : null,
    once(histories, `${detail.site} ${detail.author.email}`, () => loadHistory(detail.author.email, detail.site)),
  ]);

  const card = { detail, article, parent, history };
  cards.set(id, card);
  return card;
}

/** @param {string} id */
const loadDetail = (id) =>
  once(details, id, () => api.send("get", "/v1/admin/comments/{comment_id}", { path: { comment_id: id } }));

/** Forgets what a change has made wrong. @param {string} id @param {string} [author] */
export function forgetCard(id, author) {
  details.delete(id);
  cards.delete(id);
  if (author) histories.delete(author);
}

/** @param {string} author @param {string} site @returns {Promise<History>} */
async function loadHistory(author, site) {
  const query = /** @type {const} */ ({ author, site, status: "all" });
  const latest = await api.send("get", "/v1/admin/comments", { query: { ...query, sort: "newest", limit: HISTORY } });

  const comments = latest.items;
  if (!latest.next_cursor) return { comments, hasMore: false, firstAt: comments.at(-1)?.created_at ?? null };

  const first = await api.send("get", "/v1/admin/comments", { query: { ...query, sort: "oldest", limit: 1 } });
  return { comments, hasMore: true, firstAt: first.items[0]?.created_at ?? null };
}

/**
 * The value of a key, read once for all who ask at the same time. A failure is not kept.
 * @template V
 * @param {Recent<string, Promise<V>>} kept
 * @param {string} key
 * @param {() => Promise<V>} read
 */
function once(kept, key, read) {
  const known = kept.get(key);
  if (known) return known;

  const value = read();
  kept.set(key, value);
  value.catch(() => kept.delete(key));
  return value;
}

/** What is not there any more is absent from the card. @template V @param {Promise<V>} value @returns {Promise<V | null>} */
async function orNull(value) {
  try {
    return await value;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null;
    throw error;
  }
}
