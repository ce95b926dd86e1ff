// The live stream of the queue: what arrives, what colleagues decide, what authors take back.

import { Store } from "../shared/store.js";
import { forgetCard } from "./cards.js";
import { takesNew } from "./filters.js";
import { api, session } from "./service.js";
import { strings } from "./strings.js";

/** @import {QueueEvent, QueuedComment} from "moderato/contract" */
/** @import {Decisions} from "./decisions.js" */
/** @import {Fate, Queue} from "./queue.js" */

/** Seconds without a byte after which the stream counts as broken: the service sends one each 15. */
const SILENCE = 40;
const RETRY = 3_000;

/** Since when nothing comes; null while the stream is open. @type {Store<{brokenSince: Date | null}>} */
export const live = new Store({ brokenSince: /** @type {Date | null} */ (null) });

/** Follows the stream for a queue until the signal. @param {Queue} queue @param {Decisions} decisions @param {AbortSignal} signal */
export async function followQueue(queue, decisions, signal) {
  let last = "";
  while (!signal.aborted) {
    try {
      for await (const message of readStream(last, signal)) {
        live.set({ brokenSince: null });
        last = message.id || last;
        if (message.event === "reset") await queue.load(queue.state.filters, queue.state.current);
        else if (message.data && message.event !== "ready")
          obey(message.event, JSON.parse(message.data), queue, decisions);
      }
    } catch {
      // Whatever broke the stream, it is opened again with the last id, so that nothing is missed.
    }
    if (signal.aborted) return;
    if (!live.state.brokenSince) live.set({ brokenSince: new Date() });
    await new Promise((resolve) => setTimeout(resolve, RETRY));
  }
}

/** @param {string} event @param {QueueEvent} data @param {Queue} queue @param {Decisions} decisions */
function obey(event, { comment_id: id, comment, decision }, queue, decisions) {
  const entry = queue.state.entries.find((one) => one.comment.id === id);

  if (event === "arrived" && comment) {
    if (entry) queue.change(id, { comment });
    else if (isMeant(queue, comment))
      queue.set({ arrived: [...queue.state.arrived.filter((one) => one.id !== id), comment] });
  } else if (event === "edited" && comment && entry) {
    queue.change(id, { comment, fate: null });
  } else if (event === "left" || event === "decided") {
    queue.set({ arrived: queue.state.arrived.filter((one) => one.id !== id) });
    if (decisions.own.has(id) && decision?.moderator?.id === session.state.me?.id) return;
    forgetCard(id);
    if (entry) queue.change(id, { comment: comment ?? entry.comment, fate: fateOf(event, decision) });
  }
}

/** What is said of a comment that left the list by somebody else. @param {string} event @param {QueueEvent["decision"]} decision @returns {Fate} */
function fateOf(event, decision) {
  if (event === "left" || !decision) return { kind: "left", words: strings.queue.withdrawn };
  const who = decision.moderator?.name ?? strings.someone;
  return { kind: "elsewhere", words: strings.queue.decidedElsewhere(who, strings.done(decision.action)) };
}

/** Whether an arrival belongs to the list by the filters that can be judged here; others show after the next reload. @param {Queue} queue @param {QueuedComment} comment */
function isMeant(queue, comment) {
  const { site, article, author, finding, q } = queue.state.filters;
  return (
    queue.isWanted(comment) &&
    (!site || comment.site === site) &&
    (!article || comment.article_id === article) &&
    (!author || comment.author.email === author || comment.author.name.toLowerCase().includes(author.toLowerCase())) &&
    (!finding || comment.findings.some(({ code }) => code === finding)) &&
    (!q || comment.body.toLowerCase().includes(q.toLowerCase())) &&
    takesNew(queue.state.filters)
  );
}

/** @param {string} last @param {AbortSignal} signal @returns {AsyncGenerator<{event: string, data: string, id: string}>} */
async function* readStream(last, signal) {
  const silence = new AbortController();
  /** @type {Record<string, string>} */
  const headers = { Accept: "text/event-stream" };
  if (last) headers["Last-Event-ID"] = last;

  const answer = await api.fetch("/v1/admin/comments/events", {
    headers,
    signal: AbortSignal.any([signal, silence.signal]),
  });
  if (!answer.ok || !answer.body) throw new Error(`The stream has status ${answer.status}.`);

  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const timer = setTimeout(() => silence.abort(), SILENCE * 1000);
    const { value, done } = await reader.read().finally(() => clearTimeout(timer));
    if (done) return;

    const blocks = (rest + value).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? "";
    yield* blocks.map(parseBlock);
  }
}

/** @param {string} block */
function parseBlock(block) {
  const message = { event: "", data: "", id: "" };
  for (const line of block.split(/\r?\n/)) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name === "data") message.data += (message.data && "\n") + value;
    else if (name === "event" || name === "id") message[name] = value;
  }
  return message;
}
