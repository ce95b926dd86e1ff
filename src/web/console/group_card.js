// One group of duplicates: the original in full, each other member by the words that differ, and one act for all.

import { html, keyed } from "../shared/html.js";
import "./sanitised_text.js";
import { keyCap } from "./decision_bar.js";
import { excerpt } from "./excerpt.js";
import { keyOf } from "./keys.js";
import { choiceField, outcomeLine } from "./page_parts.js";
import { address } from "./router.js";
import { api, onceKey, withSession } from "./service.js";
import { strings } from "./strings.js";
import { ago, exactTime } from "./times.js";
import { View } from "./view.js";
import { inlineDiff } from "./word_diff.js";

/** @import {DecisionAction, DuplicateGroup, GroupMember, ModeratedComment} from "moderato/contract" */

const t = strings.duplicates;
const BACK = /** @type {Record<string, DecisionAction>} */ ({
  approved: "approve",
  rejected: "reject",
  spam: "spam",
  pending: "hold",
});

class GroupCard extends View {
  /** @type {DuplicateGroup | null} */
  #group = null;
  /** @type {DuplicateGroup[]} */
  others = [];
  /** What stays as it is. @type {Set<string>} */
  kept = new Set();
  /** The members as they were before the group was settled here. @type {ModeratedComment[]} */
  former = [];
  saved = "";
  /** @type {unknown} */
  failure = null;
  isBusy = false;

  /** @param {DuplicateGroup} group */
  set group(group) {
    if (group === this.#group) return;
    const isNew = group.id !== this.#group?.id;
    this.#group = group;
    // What readers see already and what came first stay, unless the moderator says otherwise.
    if (isNew)
      this.kept = new Set(
        [group.original, ...group.members.map(({ comment }) => comment)]
          .filter((one, at) => at === 0 || one.status === "approved")
          .map(({ id }) => id),
      );
    this.refresh();
  }

  get group() {
    return /** @type {DuplicateGroup} */ (this.#group);
  }

  /** @returns {ModeratedComment[]} */
  get all() {
    return [this.group.original, ...this.group.members.map(({ comment }) => comment)];
  }

  get rest() {
    return this.all.filter(({ id }) => !this.kept.has(id));
  }

  /** @param {string} command */
  obey(command) {
    if (command === "undo") void this.undo();
    else void this.settle(command === "spam" ? "spam" : "reject");
  }

  /** Does one thing with the group and says what came of it. @param {() => Promise<string>} act */
  async attempt(act) {
    if (this.isBusy) return;
    this.isBusy = true;
    this.failure = null;
    this.refresh();
    try {
      this.saved = await withSession(act);
    } catch (failure) {
      this.failure = failure;
    }
    this.isBusy = false;
    this.refresh();
  }

  /** @param {"reject" | "spam"} action */
  settle(action) {
    const { id, version, state, size } = this.group;
    const count = size - this.kept.size;
    if (state !== "open" || count === 0) return;
    return this.attempt(async () => {
      this.former = this.rest;
      const body = { action, keep: [...this.kept], version };
      await api.send("post", "/v1/admin/duplicates/{group_id}/decisions", {
        path: { group_id: id },
        body,
        once: onceKey(),
      });
      await this.read();
      return t.settledNow(count, strings.done(action));
    });
  }

  /** Gives each member the status back that it had. The group stays settled: the API has no way back to open. */
  undo() {
    if (this.former.length === 0) return;
    return this.attempt(async () => {
      const versions = new Map(this.all.map(({ id, version }) => [id, version]));
      for (const status of new Set(this.former.map((one) => one.status))) {
        const comments = this.former
          .filter((one) => one.status === status && BACK[status])
          .map(({ id }) => ({ id, version: versions.get(id) ?? 1 }));
        if (comments.length)
          await api.send("post", "/v1/admin/decisions", { body: { action: BACK[status], comments }, once: onceKey() });
      }
      this.former = [];
      await this.read();
      return t.undone;
    });
  }

  split() {
    const { id, version } = this.group;
    const comments = this.rest.map((one) => one.id);
    return this.attempt(async () => {
      await api.send("post", "/v1/admin/duplicates/{group_id}/splits", {
        path: { group_id: id },
        body: { comments, version },
      });
      this.dispatchEvent(new Event("reload"));
      return t.split;
    });
  }

  /** @param {string} other */
  merge(other) {
    const { id, version } = this.group;
    const from = this.others.find((one) => one.id === other);
    if (!from) return;
    return this.attempt(async () => {
      await api.send("post", "/v1/admin/duplicates/{group_id}/merges", {
        path: { group_id: id },
        body: { group_id: other, group_version: from.version, version },
      });
      this.dispatchEvent(new Event("reload"));
      return t.merged;
    });
  }

  /** Reads the whole group: its present state, and the differences that a list leaves out. */
  async read() {
    const group = await api.send("get", "/v1/admin/duplicates/{group_id}", { path: { group_id: this.group.id } });
    this.dispatchEvent(new CustomEvent("change", { detail: group }));
  }

  /** @param {string} id */
  toggle(id) {
    if (!this.kept.delete(id)) this.kept.add(id);
    this.refresh();
  }

  template() {
    const { group } = this;
    const isOpen = group.state === "open";
    const isCurrent = this.classList.contains("current");
    const isPartial = group.members.some(({ diff }) => !diff) || group.members.length + 1 < group.size;
    const people = new Set(this.all.map(({ author }) => author.email)).size;
    const pages = new Set(this.all.map(({ article_id: id }) => id)).size;
    return html`
      <article class="group" aria-label=${t.title(group.size)}>
        <header>
          <h2><a href=${address(`duplicates/${group.id}`)}>${t.title(group.size)}</a></h2>
          <p class="hint">${t.spread(people, pages)}${isOpen ? "" : ` · ${t.settledBy(group.settled_by ?? strings.someone, group.settled_at ? ago(group.settled_at) : "")}`}</p>
        </header>
        ${this.member(group.original, null, isOpen)}
        <ol aria-label=${t.members}>${group.members.map((member) => keyed(member.comment.id, this.listed(member, isOpen)))}</ol>
        ${
          isPartial
            ? html`<p><button class="link" @click=${() =>
                this.attempt(async () => {
                  await this.read();
                  return "";
                })}>${t.readAll}</button></p>`
            : null
        }
        ${isOpen ? this.acts(isCurrent) : null}
        <div class="undo-line">
          ${outcomeLine({ saved: this.saved, failure: this.failure })}
          ${this.former.length ? html`<button @click=${() => this.undo()}>${strings.queue.undo} ${isCurrent ? keyCap(keyOf("undo")) : null}</button>` : null}
        </div>
      </article>
    `;
  }

  /** @param {GroupMember} member @param {boolean} isOpen */
  listed(member, isOpen) {
    return html`<li>${this.member(member.comment, member, isOpen)}</li>`;
  }

  /** @param {ModeratedComment} comment @param {GroupMember | null} member @param {boolean} isOpen */
  member(comment, member, isOpen) {
    const isKept = this.kept.has(comment.id);
    return html`
      <div class=${member ? "member" : "member original"}>
        ${isOpen ? html`<label class="keep"><input type="checkbox" .checked=${isKept} @change=${() => this.toggle(comment.id)}> ${t.keep}</label>` : null}
        <div class="member-text">
          <p class="hint">
            <bdi class="name">${comment.author.name}</bdi> · <a dir="auto" href=${address("queue", { status: "all", article: comment.article_id, comment: comment.id })}>${comment.article_title}</a> · <time datetime=${comment.created_at} title=${exactTime(comment.created_at)}>${ago(comment.created_at)}</time>
            ${" "}<span class=${`status ${comment.status}`}>${strings.status[comment.status]}</span>
          </p>
          ${member?.diff ? html`<p dir="auto">${member.diff.every(({ op }) => op === "equal") ? strings.card.sameText : inlineDiff(member.diff)}</p>` : null}
          ${member ? (member.diff ? null : html`<p dir="auto">${excerpt(comment.body, 200)}</p>`) : html`<sanitised-text class="text" dir="auto" .shown=${{ html: comment.html }}></sanitised-text>`}
        </div>
      </div>
    `;
  }

  /** @param {boolean} isCurrent */
  acts(isCurrent) {
    const count = this.group.size - this.kept.size;
    const cap = (/** @type {string} */ command) => (isCurrent ? keyCap(keyOf(command)) : null);
    const isOff = this.isBusy || count === 0;
    return html`
      <div class="decide" role="group" aria-label=${strings.queue.actions}>
        <button class="act decline" ?disabled=${isOff} @click=${() => this.settle("reject")}>${t.decline(this.kept.size, count)} ${cap("decline")}</button>
        <button class="act decline" ?disabled=${isOff} @click=${() => this.settle("spam")}>${t.spam(count)} ${cap("spam")}</button>
        <details class="by-hand">
          <summary>${t.byHand}</summary>
          <div class="by-hand-body">
            <p class="hint">${t.splitHint}</p>
            <button ?disabled=${isOff || count === this.group.size} @click=${() => this.split()}>${t.splitOff(count)}</button>
            ${
              this.others.length
                ? html`
              <p class="hint">${t.mergeHint}</p>
              ${choiceField({ label: t.mergeWith, name: `merge-${this.group.id}`, value: "", values: [["", t.chooseGroup], ...this.others.map((one) => /** @type {[string, string]} */ ([one.id, `${one.original.author.name}: ${excerpt(one.original.body, 60)}`]))], onChange: (other) => this.merge(other) })}
            `
                : null
            }
          </div>
        </details>
      </div>
    `;
  }
}

customElements.define("group-card", GroupCard);
