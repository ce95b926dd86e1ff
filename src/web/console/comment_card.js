// One comment with all that a decision needs, in an order that never changes; parts without content are absent.

import { html, keyed } from "../shared/html.js";
import "./sanitised_text.js";
import { cardEvidence } from "./card_evidence.js";
import { loadCard, readyCard } from "./cards.js";
import { excerpt } from "./excerpt.js";
import { markedParts } from "./finding_words.js";
import { address } from "./router.js";
import { inWords } from "./service.js";
import { strings } from "./strings.js";
import { ago, exactTime } from "./times.js";
import { View } from "./view.js";

/** @import {QueuedComment} from "moderato/contract" */
/** @import {Card} from "./cards.js" */
/** @import {Fate} from "./queue.js" */

const t = strings.card;
/** Milliseconds until a skeleton shows: what comes sooner needs none. */
const PATIENCE = 200;

class CommentCard extends View {
  /** @type {string | null} */
  #id = null;
  /** @type {Card | null} */
  card = null;
  /** @type {unknown} */
  failure = null;
  isSlow = false;
  isCompared = true;
  showsEvidence = false;
  /** The comment as the list has it: enough to read before the rest is there. @type {QueuedComment | undefined} */
  listed = undefined;
  /** @type {Fate | null} */
  fate = null;
  position = "";

  /** What the list knows: the comment, what became of it, and its place. @param {{id: string | null, listed: QueuedComment | undefined, fate: Fate | null, position: string}} shown */
  set shown({ id, listed, fate, position }) {
    Object.assign(this, { listed, fate, position });
    this.refresh();
    if (id === this.#id) return;
    this.#id = id;
    this.failure = null;
    this.showsEvidence = false;
    void this.load();
  }

  /** Loads the card, unless it is there; then it shows at once. */
  async load() {
    const id = this.#id;
    this.card = (id && readyCard(id)) || null;
    this.isSlow = false;
    this.refresh();
    if (!id || this.card) return;

    const timer = setTimeout(() => {
      this.isSlow = true;
      this.refresh();
    }, PATIENCE);
    try {
      const card = await loadCard(id);
      if (id === this.#id) this.card = card;
    } catch (failure) {
      if (id === this.#id) this.failure = failure;
    }
    clearTimeout(timer);
    this.refresh();
  }

  /** Loads again what a change has made wrong. */
  async reload() {
    const id = this.#id;
    if (!id || readyCard(id) === this.card) return;
    try {
      const card = await loadCard(id);
      if (id === this.#id) this.card = card;
      this.refresh();
    } catch {
      // The card stays as it was; what matters, the decision, has its own answer.
    }
  }

  toggleCompare() {
    this.isCompared = !this.isCompared;
    this.refresh();
  }

  toggleEvidence() {
    this.showsEvidence = !this.showsEvidence;
    this.refresh();
  }

  template() {
    const comment = this.card?.detail ?? this.listed;
    if (!this.#id) return null;
    if (!comment) {
      if (this.failure)
        return html`<div class="state"><p>${inWords(this.failure)}</p><button @click=${() => this.load()}>${strings.errors.retry}</button></div>`;
      return this.isSlow ? skeleton() : null;
    }
    return html`${keyed(this.#id, this.article(comment))}`;
  }

  /** @param {QueuedComment} comment */
  article(comment) {
    const { card, fate } = this;
    const parts = markedParts(comment.findings);
    return html`
      <article class="card" aria-label=${strings.queue.card}>
        ${this.context(comment)}
        ${fate ? html`<p class="fate-line">${fate.words}</p>` : null}
        ${comment.erased_at ? html`<p class="fate-line">${t.erased(ago(comment.erased_at))}</p>` : null}
        <sanitised-text class="text" dir="auto" .shown=${{ html: comment.html, ...parts }}></sanitised-text>
        ${card ? cardEvidence(card, { isCompared: this.isCompared, showsEvidence: this.showsEvidence, toggleCompare: () => this.toggleCompare(), toggleEvidence: () => this.toggleEvidence() }) : null}
        ${!card && this.failure ? html`<div class="state"><p>${inWords(this.failure)}</p><button @click=${() => this.load()}>${strings.errors.retry}</button></div>` : null}
        ${!card && !this.failure && this.isSlow ? skeleton() : null}
      </article>
    `;
  }

  /** Who, when and where: under which article, in reply to what. @param {QueuedComment} comment */
  context(comment) {
    const { article, parent } = this.card ?? {};
    const { author } = comment;
    return html`
      <header class="card-head">
        <p class="where">
          <a dir="auto" href=${address(`articles/${comment.article_id}`)}>${comment.article_title}</a>
          <span class="position">${this.position}</span>
        </p>
        ${article?.lead ? html`<p class="lead" dir="auto">${excerpt(article.lead)}</p>` : null}
        ${
          parent
            ? html`
          <p class="parent"><span>${t.inReplyTo} <bdi>${parent.author.name}</bdi>:</span> <a dir="auto" href=${address("queue", { status: "all", article: comment.article_id, comment: parent.id })}>${excerpt(parent.body)}</a></p>
        `
            : null
        }
        <p class="who">
          <bdi class="name">${author.name}</bdi>
          ${author.is_moderator ? html`<span class="status">${t.moderator}</span>` : null}
          ${comment.status === "pending" ? null : html`<span class=${`status ${comment.status}`}>${strings.status[comment.status]}</span>`}
          <time datetime=${comment.created_at} title=${exactTime(comment.created_at)}>${ago(comment.created_at)}</time>
          ${comment.edited_at ? html`<time datetime=${comment.edited_at} title=${exactTime(comment.edited_at)}>${t.edited(ago(comment.edited_at))}</time>` : null}
          ${author.website ? html`<a class="website" href=${author.website} target="_blank" rel="nofollow ugc noopener noreferrer"><bdi>${author.website}</bdi></a>` : null}
        </p>
      </header>
    `;
  }
}

/** The shape of what is coming. */
const skeleton = () => html`
  <div class="skeleton" role="status" aria-label=${strings.shell.loading}>
    <span class="bone short"></span><span class="bone"></span><span class="bone"></span><span class="bone half"></span>
  </div>
`;

customElements.define("comment-card", CommentCard);
