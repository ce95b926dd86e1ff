// The queue: a reading list beside a card, decided by keys.

import "./comment_card.js";
import "./comment_list.js";
import "./filter_bar.js";
import { html } from "../shared/html.js";
import { decisionBar, keyCap, undoLine } from "./decision_bar.js";
import { Decisions } from "./decisions.js";
import { readFilters, writeFilters } from "./filters.js";
import { keyOf, onCommand, spell } from "./keys.js";
import { followQueue, live } from "./live.js";
import { Queue } from "./queue.js";
import { address, go, place, rename } from "./router.js";
import { inWords } from "./service.js";
import { settings } from "./settings.js";
import { strings } from "./strings.js";
import { View } from "./view.js";
import { countWaiting, waiting } from "./waiting.js";

/** @import {DecisionAction, QueuedComment} from "moderato/contract" */

const t = strings.queue;
const PATIENCE = 200;

// They outlive the page, so that what was decided can be undone after a look at another one.
const queue = new Queue(readFilters(place.state.query));
const decisions = new Decisions(queue);

class QueuePage extends View {
  queue = queue;
  decisions = decisions;
  #address = "";
  #note = "";
  isNoting = false;
  isSlow = false;

  start() {
    this.follow(this.queue, this.decisions, settings, live, waiting);
    this.until(place.follow(() => this.arrive()));
    this.until(this.queue.follow(() => this.keepAddress()));
    this.commands();

    // Leaving while a decision is on its way would lose it without a word.
    const warn = (/** @type {Event} */ event) => decisions.unsent && event.preventDefault();
    addEventListener("beforeunload", warn);
    this.until(() => removeEventListener("beforeunload", warn));

    const stop = new AbortController();
    this.until(() => stop.abort());
    void followQueue(this.queue, this.decisions, stop.signal);
    countWaiting(this.queue, stop.signal);
    this.#address = "";
    this.arrive();
  }

  /** Reads the list that the address asks for, unless it is there. */
  arrive() {
    if (place.state.page !== "queue") return;
    const filters = readFilters(place.state.query);
    const wanted = place.state.query.get("comment");
    const asked = address("queue", writeFilters(filters));
    if (asked === this.#address) {
      if (wanted !== this.queue.state.current) this.queue.select(wanted);
      return;
    }

    this.#address = asked;
    this.isSlow = false;
    setTimeout(() => {
      this.isSlow = true;
      this.refresh();
    }, PATIENCE);
    void this.queue.load(filters, wanted);
  }

  /** Keeps the comment in the address, so that a reload shows it again. */
  keepAddress() {
    const { current, phase } = this.queue.state;
    if (place.state.page !== "queue" || phase !== "ready" || this.isOnPhone) return;
    const wanted = address("queue", { ...writeFilters(this.queue.state.filters), comment: current });
    if (wanted !== location.pathname + location.search) rename(wanted);
  }

  /** On a narrow page the address alone says whether the list or the card is shown. */
  get isOnPhone() {
    return matchMedia("(max-width: 899px)").matches;
  }

  commands() {
    const marked = () => queue.markedComments;
    /** @type {Record<string, (event: KeyboardEvent) => void>} */
    const commands = {
      next: () => this.step(1),
      previous: () => this.step(-1),
      approve: () => this.decide("approve"),
      decline: () => this.decide("reject"),
      spam: () => this.decide("spam"),
      hold: () => this.decide("hold"),
      undo: () => void decisions.undo(),
      mark: () => queue.state.current && queue.toggleMark(queue.state.current),
      approveMarked: () => decisions.decide("approve", marked()),
      declineMarked: () => decisions.decide("reject", marked()),
      spamMarked: () => decisions.decide("spam", marked()),
      group: () => this.goToGroup(),
      compare: () => this.card?.toggleCompare(),
      evidence: () => this.card?.toggleEvidence(),
      author: () => this.current && go(address("queue", { status: "all", author: this.current.author.email })),
      note: () => this.writeNote(),
      arrivals: () => queue.takeInArrivals(),
      reason: (event) => decisions.chooseReason(settings.state.reasons[Number(spell(event)) - 1] ?? ""),
      reasonAfter: (event) =>
        void decisions.reasonAfter(settings.state.reasons[Number(spell(event).slice(-1)) - 1] ?? ""),
    };
    for (const [command, act] of Object.entries(commands)) this.until(onCommand(command, act));
  }

  /** @returns {(HTMLElement & {toggleCompare: () => void, toggleEvidence: () => void, reload: () => void, card: {detail: QueuedComment} | null}) | null} */
  get card() {
    return this.querySelector("comment-card");
  }

  /** The comment in view, also if the list does not have it. @returns {QueuedComment | undefined} */
  get current() {
    return this.queue.currentEntry?.comment ?? this.card?.card?.detail;
  }

  /** @param {number} steps */
  step(steps) {
    this.#note = "";
    this.isNoting = false;
    this.queue.move(steps);
    if (this.isOnPhone && place.state.query.has("comment"))
      rename(address("queue", { ...writeFilters(this.queue.state.filters), comment: this.queue.state.current }));
  }

  /** @param {DecisionAction} action */
  decide(action) {
    const comment = this.current;
    if (!comment) return;
    this.decisions.decide(action, [comment], { note: this.#note, reason: this.decisions.state.reason });
    this.#note = "";
    this.isNoting = false;
    if (this.isOnPhone)
      rename(address("queue", { ...writeFilters(this.queue.state.filters), comment: this.queue.state.current }));
  }

  goToGroup() {
    const group = this.current?.duplicate_group_id;
    if (group) go(address(`duplicates/${group}`));
  }

  writeNote() {
    this.isNoting = true;
    this.refresh();
    queueMicrotask(() => this.querySelector("textarea")?.focus());
  }

  rendered() {
    this.card?.reload();
  }

  template() {
    const { phase } = this.queue.state;
    const isCard = place.state.query.has("comment");
    return html`
      <h1 class="unseen">${strings.pages.queue}</h1>
      <div class=${`panes${isCard ? " shows-card" : ""}`}>
        <section class="pane-list" aria-label=${t.list}>
          <filter-bar></filter-bar>
          ${phase === "ready" ? this.list() : this.unready()}
        </section>
        <section class="pane-card" aria-label=${t.card}>
          <a class="back" href=${address("queue", writeFilters(this.queue.state.filters))}>${t.back}</a>
          ${this.cardPane()}
        </section>
      </div>
    `;
  }

  unready() {
    const { phase, failure, filters, current } = this.queue.state;
    if (phase !== "failed") return this.isSlow ? skeleton() : null;
    return html`
      <div class="state">
        <p>${inWords(failure)}</p>
        <button @click=${() => this.queue.load(filters, current)}>${strings.errors.retry}</button>
      </div>
    `;
  }

  /** What stands in place of the rows: nothing is here, or more is on its way. */
  rowless() {
    const { cursor, filters } = this.queue.state;
    if (cursor) return skeleton();
    const isPlain = Object.values(writeFilters(filters)).every((value) => !value);
    return html`<p class="state">${isPlain ? t.emptyPending : t.emptyFiltered}</p>`;
  }

  list() {
    const { entries, arrived, marked, failure } = this.queue.state;
    const { brokenSince } = live.state;
    return html`
      ${entries.length ? html`<comment-list .queue=${this.queue}></comment-list>` : this.rowless()}
      ${failure ? html`<p class="line"><span>${inWords(failure)}</span> <button @click=${() => this.queue.more()}>${strings.errors.retry}</button></p>` : null}
      ${marked.size ? this.bulkBar(marked.size) : null}
      ${brokenSince ? html`<p class="line" role="status">${strings.shell.brokenSince(brokenSince.toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit" }))}</p>` : null}
      ${arrived.length ? html`<p class="line" role="status"><button class="arrivals" @click=${() => this.queue.takeInArrivals()}>${t.arrivals(arrived.length)} ${keyCap(keyOf("arrivals"))}</button></p>` : null}
    `;
  }

  /** @param {number} count */
  bulkBar(count) {
    const act = (/** @type {DecisionAction} */ action) => decisions.decide(action, queue.markedComments);
    return html`
      <div class="bulk" role="group" aria-label=${t.marked(count)}>
        <p role="status">${t.marked(count)}</p>
        <button class="act approve" @click=${() => act("approve")}>${t.approve} ${keyCap(keyOf("approveMarked"))}</button>
        <button class="act decline" @click=${() => act("reject")}>${t.decline} ${keyCap(keyOf("declineMarked"))}</button>
        <button class="act decline" @click=${() => act("spam")}>${t.spam} ${keyCap(keyOf("spamMarked"))}</button>
        <button class="link" @click=${() => queue.set({ marked: new Set() })}>${t.unmark}</button>
      </div>
    `;
  }

  /** "3 of 27": of all that wait, where the filters name nothing else, and otherwise of those that were read. @param {number} read @param {boolean} isMore */
  position(read, isMore) {
    const { status, site: _, sort: __, ...others } = this.queue.state.filters;
    const { comments, isCut } = waiting.state;
    const isOfAll = isMore && status === "pending" && Object.values(others).every((value) => !value);
    const at = this.queue.index + 1;
    return isOfAll && comments !== null && comments >= read
      ? t.position(at, comments, isCut)
      : t.position(at, read, isMore);
  }

  cardPane() {
    const { current, entries, cursor, phase } = this.queue.state;
    if (phase !== "ready" && !current) return null;
    const entry = this.queue.currentEntry;
    const comment = this.current;
    const position = entry ? this.position(entries.length, Boolean(cursor)) : "";
    return html`
      <div class="card-scroll">
        <comment-card .shown=${{ id: current, listed: entry?.comment, fate: entry?.fate ?? null, position }}></comment-card>
      </div>
      <div class="act-zone">
        ${undoLine(this.decisions)}
        ${
          this.isNoting
            ? html`
          <label class="field note"><span>${t.note} <span class="hint">${t.noteHint}</span></span>
            <textarea rows="2" dir="auto" maxlength="2000" .value=${this.#note} @input=${(
              /** @type {Event} */ event,
            ) => {
              this.#note = /** @type {HTMLTextAreaElement} */ (event.target).value;
            }}></textarea>
          </label>`
            : null
        }
        ${comment ? decisionBar(this.decisions, comment, (action) => this.decide(action)) : null}
      </div>
    `;
  }
}

/** The shape of the rows that are coming. */
function skeleton() {
  const bone = html`<div class="row-bone"><span class="bone short"></span><span class="bone"></span><span class="bone half"></span></div>`;
  return html`<div class="skeleton" role="status" aria-label=${strings.shell.loading}>${[bone, bone, bone, bone]}</div>`;
}

customElements.define("queue-page", QueuePage);
