// The logs: every decision, and for admins what staff did beside deciding.

import { html, keyed } from "../shared/html.js";
import { listEnd } from "./page_parts.js";
import { Paged } from "./paged.js";
import { address, go, place } from "./router.js";
import { api, inWords, isAdmin, onceKey, withSession } from "./service.js";
import { strings } from "./strings.js";
import { ago, exactTime } from "./times.js";
import { View } from "./view.js";

/** @import {AuditEntry, Decision, Moderator} from "moderato/contract" */

const t = strings.log;

class LogPage extends View {
  /** @type {Paged<Decision>} */
  decisions = new Paged((cursor) =>
    api.send("get", "/v1/admin/decisions", { query: { ...this.filters, limit: 50, cursor } }),
  );
  /** @type {Paged<AuditEntry>} */
  audit = new Paged(async (cursor) => {
    const { query } = place.state;
    const filters = { kind: query.get("kind"), moderator: query.get("moderator") };
    let after = cursor;
    for (;;) {
      const page = await api.send("get", "/v1/admin/audit", {
        query: { ...filters, sort: "newest", limit: 100, after },
      });
      // A page without entries has only looked through a part of the log.
      if (page.items.length || page.at_end) return page;
      after = page.next_cursor;
    }
  });
  /** @type {Moderator[]} */
  people = [];
  said = "";
  #asked = "-";

  get filters() {
    const { query } = place.state;
    return { moderator: query.get("moderator"), article_id: query.get("article") };
  }

  get isAudit() {
    return isAdmin() && place.state.query.get("tab") === "audit";
  }

  start() {
    this.follow(this.decisions, this.audit, place);
    this.until(place.follow(() => this.arrive()));
    this.arrive();
    if (isAdmin()) void this.loadPeople();
  }

  arrive() {
    if (place.state.page !== "log" || this.#asked === `${place.state.query}`) return;
    this.#asked = `${place.state.query}`;
    this.said = "";
    void (this.isAudit ? this.audit : this.decisions).load();
  }

  /** The names for the filter and the audit log; without them, ids stand there. */
  async loadPeople() {
    try {
      this.people = (await api.send("get", "/v1/admin/moderators", { query: { limit: 100 } })).items;
      this.refresh();
    } catch (error) {
      this.said = inWords(error);
    }
  }

  /** @param {string | null | undefined} id */
  nameOf(id) {
    const known = this.people.find((one) => one.id === id);
    return known ? known.name || known.email : (id ?? t.nobody);
  }

  /** @param {Decision} decision */
  async undo(decision) {
    try {
      await withSession(() =>
        api.send("post", "/v1/admin/decisions/{decision_id}/undo", {
          path: { decision_id: decision.id },
          once: onceKey(),
        }),
      );
      this.said = t.undone;
      await this.decisions.load();
    } catch (error) {
      this.said = inWords(error);
    }
    this.refresh();
  }

  template() {
    const { query } = place.state;
    const moderator = query.get("moderator");
    return html`
      <div class="page wide">
        <header class="page-head">
          <h1>${strings.pages.log}</h1>
          ${
            isAdmin()
              ? html`
            <p class="tabs">
              <a href=${address("log", { moderator })} aria-current=${this.isAudit ? null : "true"}>${t.decisions}</a>
              <a href=${address("log", { tab: "audit", moderator })} aria-current=${this.isAudit ? "true" : null}>${t.audit}</a>
            </p>`
              : null
          }
        </header>
        ${isAdmin() ? this.filterRow(moderator ?? "") : null}
        ${this.said ? html`<p role="status">${this.said}</p>` : null}
        ${this.isAudit ? this.auditTable() : this.decisionTable()}
      </div>
    `;
  }

  /** @param {string} moderator */
  filterRow(moderator) {
    const { query } = place.state;
    const change = (/** @type {string} */ name) => (/** @type {Event} */ event) =>
      go(
        address("log", { ...Object.fromEntries(query), [name]: /** @type {HTMLSelectElement} */ (event.target).value }),
      );
    const option = (/** @type {string} */ value, /** @type {string} */ words, /** @type {string} */ chosen) =>
      html`<option value=${value} ?selected=${value === chosen}>${words}</option>`;
    return html`
      <div class="filter-row">
        <label class="field"><span>${t.moderator}</span><select @change=${change("moderator")}>${option("", t.everybody, moderator)}${this.people.map((one) => option(one.id, one.name || one.email, moderator))}</select></label>
        ${this.isAudit ? html`<label class="field"><span>${t.kind}</span><select @change=${change("kind")}>${option("", strings.filters.any, query.get("kind") ?? "")}${Object.entries(t.kinds).map(([kind, words]) => option(kind, words, query.get("kind") ?? ""))}</select></label>` : null}
      </div>
    `;
  }

  decisionTable() {
    const { items } = this.decisions.state;
    return html`
      ${
        items.length
          ? html`
        <div class="scroll-x" tabindex="0"><table class="rows">
          <thead><tr><th scope="col">${t.when}</th><th scope="col">${t.who}</th><th scope="col">${t.what}</th><th scope="col">${t.reason}</th><th scope="col"><span class="unseen">${strings.queue.undo}</span></th></tr></thead>
          <tbody>${items.map((one) => keyed(one.id, this.decision(one)))}</tbody>
        </table></div>`
          : null
      }
      ${listEnd(this.decisions, t.emptyDecisions)}
    `;
  }

  /** @param {Decision} one */
  decision(one) {
    const isByStaff = one.moderator && ["approve", "reject", "spam", "hold"].includes(one.action);
    return html`
      <tr>
        <td><time datetime=${one.created_at} title=${exactTime(one.created_at)}>${ago(one.created_at)}</time></td>
        <td><bdi>${one.moderator ? (one.moderator.name ?? this.nameOf(one.moderator.id)) : strings.card.byAuthor}</bdi></td>
        <td>
          <a href=${address("queue", { status: "all", comment: one.comment_id, article: one.article_id })}>${strings.sentence(strings.done(one.action))}</a>
          <span class="hint">${strings.status[one.status_before]} → ${strings.status[one.status_after]}</span>
          ${one.duplicate_group_id ? html`<a class="hint" href=${address(`duplicates/${one.duplicate_group_id}`)}>${t.withGroup}</a>` : null}
        </td>
        <td dir="auto">${one.reason ?? ""}${one.note ? html`<p class="hint">${one.note}</p>` : null}</td>
        <td>${isByStaff ? html`<button class="link" @click=${() => this.undo(one)}>${strings.queue.undo}</button>` : null}</td>
      </tr>
    `;
  }

  auditTable() {
    const { items } = this.audit.state;
    return html`
      <p class="hint">${t.auditHint}</p>
      ${
        items.length
          ? html`
        <div class="scroll-x" tabindex="0"><table class="rows">
          <thead><tr><th scope="col" class="num">${t.position}</th><th scope="col">${t.when}</th><th scope="col">${t.who}</th><th scope="col">${t.what}</th><th scope="col">${t.about}</th></tr></thead>
          <tbody>${items.map((entry) =>
            keyed(
              entry.position,
              html`
            <tr>
              <td class="num">${entry.position}</td>
              <td><time datetime=${entry.created_at}>${exactTime(entry.created_at)}</time></td>
              <td><bdi>${entry.moderator_id ? this.nameOf(entry.moderator_id) : t.nobody}</bdi></td>
              <td>${Reflect.get(t.kinds, entry.kind) ?? entry.kind.replaceAll("_", " ")}</td>
              <td>${entry.site ? html`<bdi>${entry.site}</bdi> ` : null}${entry.subject_id ? html`<bdi>${this.nameOf(entry.subject_id)}</bdi> ` : null}<code class="hint">${payload(entry.payload)}</code></td>
            </tr>`,
            ),
          )}
          </tbody>
        </table></div>`
          : null
      }
      ${listEnd(this.audit, t.emptyAudit)}
    `;
  }
}

/** @param {Record<string, unknown>} members */
const payload = (members) =>
  Object.entries(members)
    .filter(([name]) => name !== "session_id")
    .map(
      ([name, value]) =>
        `${name.replaceAll("_", " ")}: ${typeof value === "object" ? JSON.stringify(value) : String(value)}`,
    )
    .join(", ");

customElements.define("log-page", LogPage);
