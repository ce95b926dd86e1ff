// The reader's own comments: what became of them, edit and withdraw. Loaded for readers who have some.

import { Refusal } from "./api.js";
import { make, makeButton } from "./dom.js";
import { own } from "./store.js";

/** The longest edit window and a day: an older comment that was shown is like any other. */
const SETTLED = 2 * 86_400_000;

/**
 * Marks own comments, and fetches those that only their author sees.
 * @param {any} thread @param {[string, any][]} mine
 */
export async function showOwn(thread, mine) {
  await Promise.all(
    mine.map(async ([id, kept]) => {
      if (!kept) return;
      if (kept.settled && Date.now() - kept.at > SETTLED) {
        const entry = thread.entries.get(id);
        if (entry) offer(thread, entry, kept, {});
        return;
      }
      const comment = await fetchOwn(thread, id, kept);
      if (!comment) return;
      own.set(id, { ...kept, settled: comment.status === "approved" });
      const entry = thread.entries.get(id) ?? (comment.status !== "withdrawn" && (await thread.place(comment)));
      if (entry) show(thread, entry, comment, kept);
    }),
  );
  thread.setTotal(thread.total);
}

/** @param {any} thread @param {string} id @param {any} kept */
async function fetchOwn(thread, id, kept) {
  try {
    return await thread.api(`v1/comments/${id}`, { token: kept.token });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // It is gone, and is not asked for again.
    if (error.code === "not_found" || error.code === "unauthenticated") own.set(id);
  }
}

/** @param {any} thread @param {any} entry @param {any} comment @param {any} kept */
function show(thread, entry, comment, kept) {
  const { say } = thread;
  const { status, reason, can_edit_until: until } = comment.moderation ?? comment;
  entry.update({ ...entry.comment, ...comment });

  const words =
    status === "approved" || status === "withdrawn" ? "" : say(status === "pending" ? "pending" : "declined");
  const why = reason?.text && make("bdi", {}, ` ${say("reason", { text: reason.text })}`);
  entry.note.replaceChildren(words, why || "");
  entry.note.hidden = !words;
  entry.article.classList.toggle("own", true);
  if (status === "withdrawn") return entry.setExtra([]);
  offer(thread, entry, kept, { until, isDeclined: status === "rejected" || status === "spam" });
}

/** The acts that are open to the author. @param {any} thread @param {any} entry @param {any} kept @param {any} state */
function offer(thread, entry, kept, { until, isDeclined }) {
  const { say } = thread;
  const isEditable = Date.parse(until) > Date.now();
  const buttons = [
    isEditable && makeButton(say("edit"), () => edit(thread, entry)),
    makeButton(say("withdraw"), () => askWithdraw(thread, entry, kept)),
    isDeclined && makeButton(say("forget"), () => forget(thread, entry)),
  ];
  entry.setExtra(buttons.filter(Boolean));
}

/** @param {any} thread @param {any} entry */
function edit(thread, entry) {
  const label = thread.say("text");
  const text = make("textarea", { part: "field", dir: "auto", "aria-label": label });
  const form = make("form", { part: "form" }, text);
  entry.article.before(form);
  entry.article.hidden = true;
  thread.compose(form, { text, entry }).then(() => text.focus());
}

/** @param {any} thread @param {any} entry @param {any} kept */
function askWithdraw(thread, entry, kept) {
  const { say } = thread;
  const before = entry.extra;
  const keep = makeButton(say("keep"), () => {
    entry.setExtra(before);
    entry.focus();
  });
  const yes = makeButton(say("withdraw"), () =>
    thread.attempt(yes, async () => {
      await thread.api(`v1/comments/${entry.comment.id}`, { method: "DELETE", token: kept.token });
      own.set(entry.comment.id);
      const wasShown = entry.comment.status === "approved";
      entry.extra = [];
      entry.note.hidden = true;
      entry.update({ ...entry.comment, status: "withdrawn", author: { name: "" }, html: "", body: "" });
      if (wasShown) thread.setTotal(thread.total - 1);
      entry.focus();
    }),
  );
  entry.setExtra([make("span", { class: "quiet" }, say("sure")), yes, keep]);
  keep.focus();
}

/** @param {any} thread @param {any} entry */
function forget(thread, entry) {
  own.set(entry.comment.id);
  thread.entries.delete(entry.comment.id);
  entry.item.remove();
  thread.text.focus();
}
