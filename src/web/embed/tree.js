// The order of comments, and which comment an address names. Nothing here touches the page.

/** @typedef {{ id: string, created_at: string }} Placed */

/**
 * Whether one comment stands before another among the replies to the same comment.
 * @param {Placed} one @param {Placed} other @param {string} sort
 */
export function standsBefore(one, other, sort) {
  const [a, b] = sort === "newest" ? [other, one] : [one, other];
  const times = Date.parse(a.created_at) - Date.parse(b.created_at);
  return times < 0 || (times === 0 && a.id < b.id);
}

/**
 * The place of a new comment among its siblings.
 * @param {Placed[]} siblings @param {Placed} comment @param {string} sort
 */
export function placeAmong(siblings, comment, sort) {
  const place = siblings.findIndex((it) => standsBefore(comment, it, sort));
  return place < 0 ? siblings.length : place;
}

/**
 * The comment that a fragment names: `#comment-12` by number, `#comment-0197…` by id.
 * @param {string} hash
 * @returns {{ id?: string, number?: number } | null}
 */
export function commentOf(hash) {
  const [, name] = /^#(?:comment-)?([\da-f-]{36}|(?<=-)\d{1,9})$/i.exec(hash) ?? [];
  if (!name) return null;
  return name.length === 36 ? { id: name.toLowerCase() } : { number: Number(name) };
}
