// Follows a thread live, while its page is in sight.

import { own } from "./store.js";

const EVENTS = ["ready", "reset", "approved", "edited", "withdrawn", "removed", "article_deleted"];
/** Milliseconds before a refused stream is asked for again: at least half of it. */
const PAUSE = 60_000;

/** @param {any} thread */
export function followLive(thread) {
  const address = `${thread.base}v1/articles/${thread.articleId}/events`;
  /** @type {EventSource | null} */
  let stream = null;
  let last = "";

  const close = () => {
    stream?.close();
    stream = null;
  };
  const open = () => {
    if (stream || document.hidden || thread.signal.aborted) return;
    const source = new EventSource(last ? `${address}?after=${encodeURIComponent(last)}` : address);
    stream = source;
    for (const name of EVENTS) {
      source.addEventListener(name, (event) => {
        last = event.lastEventId || last;
        if (name === "article_deleted") close();
        hear(thread, name, JSON.parse(event.data));
      });
    }
    source.addEventListener("error", () => {
      // A browser comes back by itself unless the service has refused the stream.
      if (source.readyState !== EventSource.CLOSED) return;
      close();
      setTimeout(open, PAUSE * (0.5 + Math.random()));
    });
  };

  // A hidden page holds no connection.
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()), { signal: thread.signal });
  thread.signal.addEventListener("abort", close);
  open();
}

/** @param {any} thread @param {string} name @param {any} data */
async function hear(thread, name, { comment_id: id, comment, comment_omitted: omitted, total }) {
  if (name === "ready" || name === "reset") {
    if (name === "reset" || total !== thread.total) await catchUp(thread);
    return;
  }
  if (omitted === "too_large") comment = await thread.api(`v1/comments/${id}`).catch(() => null);
  const entry = thread.entries.get(id);

  // A moderator goes on seeing what was decided, and how.
  if (entry?.isModerated && !comment) return thread.setTotal(total);
  if (entry && comment) {
    entry.update(comment);
    if (own.get(id)) thread.showOwn(id);
  } else if (entry && !omitted)
    entry.update({ ...entry.comment, status: name, author: { name: "" }, body: "", html: "" });
  else if (comment && (name === "approved" || thread.arrivals.has(id))) thread.arrivals.set(id, comment);
  else if (!omitted) thread.arrivals.delete(id);

  if (total !== thread.total) thread.setTotal(total);
  thread.announce();
}

/** Reads the first page again: what is shown is brought up to date, what is new is announced. @param {any} thread */
async function catchUp(thread) {
  const page = await thread.read({}, true).catch(() => null);
  if (!page) return;
  const visit = (/** @type {any} */ comment) => {
    const entry = thread.entries.get(comment.id);
    if (entry) entry.update(comment);
    else thread.arrivals.set(comment.id, comment);
    comment.replies?.forEach(visit);
  };
  page.items.forEach(visit);
  thread.setTotal(page.total);
  thread.announce();
}
