// The evidence under a comment: why it waits, reports, the author, the comparison, contacts, earlier texts, decisions.

import { html } from "../shared/html.js";
import { HISTORY } from "./cards.js";
import { keyCap } from "./decision_bar.js";
import { excerpt } from "./excerpt.js";
import { evidenceWords, findingWords, isHolding } from "./finding_words.js";
import { keyOf } from "./keys.js";
import { address } from "./router.js";
import { strings } from "./strings.js";
import { ago, duration, exactTime, number } from "./times.js";
import { wordDiff } from "./word_diff.js";

/** @import {CommentDetail, Duplicate} from "moderato/contract" */
/** @import {Card, History} from "./cards.js" */
/** @typedef {{isCompared: boolean, showsEvidence: boolean, toggleCompare: () => void, toggleEvidence: () => void}} Shown */

const t = strings.card;
/** Comparisons that are shown; the group has the rest. */
const COMPARED = 3;

/** @param {Card} card @param {Shown} shown */
export function cardEvidence({ detail, history }, shown) {
  return html`
    <dl class="evidence">
      ${part(detail.status === "pending" ? t.why : t.found, why(detail, shown))}
      ${part(t.reports, detail.reports.length ? reports(detail) : null)}
      ${part(t.author, history ? author(detail, history) : null)}
      ${part(t.compare, detail.duplicates.length ? comparison(detail, shown) : null)}
      ${part(t.contacts, detail.contacts.length ? contacts(detail) : null)}
      ${part(t.revisions, detail.revisions.length > 1 ? revisions(detail) : null)}
      ${part(t.decisions, detail.decisions.length ? decisions(detail) : null)}
    </dl>
  `;
}

/** @param {string} name @param {unknown} content */
const part = (name, content) => (content ? html`<div><dt>${name}</dt><dd>${content}</dd></div>` : null);

/** @param {CommentDetail} detail @param {Shown} shown */
function why(detail, { showsEvidence, toggleEvidence }) {
  const present = detail.findings.filter(({ revision }) => revision === detail.revision);
  const holds = present.filter(isHolding);
  const notes = present.filter((finding) => !isHolding(finding));
  if (present.length === 0 && detail.status !== "pending") return null;
  return html`
    <ul class="findings">
      ${[...holds, ...notes].map(
        (finding) => html`
        <li class=${finding.severity}>
          <span dir="auto">${findingWords(finding, detail.duplicates)}</span>
          ${showsEvidence ? html`<code>${finding.code} · ${finding.severity} · ${evidenceWords(finding)}</code>` : null}
        </li>
      `,
      )}
      ${holds.length === 0 && detail.status === "pending" ? html`<li class="note">${t.afterApproval}</li>` : null}
    </ul>
    <p class="links">
      ${present.length ? html`<button class="link" aria-expanded=${String(showsEvidence)} @click=${toggleEvidence}>${showsEvidence ? t.hideEvidence : t.showEvidence} ${keyCap(keyOf("evidence"))}</button>` : null}
      ${detail.duplicate_group_id ? html`<a href=${address(`duplicates/${detail.duplicate_group_id}`)}>${t.group} ${keyCap(keyOf("group"))}</a>` : null}
    </p>
    ${showsEvidence ? html`<p class="ids"><code>${detail.id}</code> <code>${detail.author.ip_hash ?? ""}</code></p>` : null}
  `;
}

/** @param {CommentDetail} detail */
const reports = ({ reports: all }) => html`
  <ul class="reports">
    ${all.map(
      ({ reason, detail, created_at: time }) => html`
      <li><b>${Reflect.get(t.reportReasons, reason) ?? reason}</b>${detail ? html` <q dir="auto">${detail}</q>` : html` <span class="hint">${t.noDetail}</span>`} ${when(time)}</li>
    `,
    )}
  </ul>
`;

/** @param {CommentDetail} detail @param {History} history */
function author({ author: who, id }, { comments, hasMore, firstAt }) {
  const count = (/** @type {string} */ status) => comments.filter((one) => one.status === status).length;
  const counts = ["approved", "rejected", "spam", "pending", "withdrawn"].flatMap((status) =>
    count(status) ? [`${number(count(status))} ${Reflect.get(strings.status, status)}`] : [],
  );
  const decided = comments
    .filter((one) => one.id !== id && one.status !== "pending" && one.status !== "withdrawn")
    .slice(0, 3);
  const isFirst = comments.length === 1 && comments[0].id === id;
  return html`
    <p>${isFirst ? strings.sentence(t.firstComment) : html`${firstAt ? strings.sentence(t.firstSeen(ago(firstAt))) : null}${hasMore ? ` · ${t.ofLast(HISTORY)} ` : " · "}${counts.join(" · ")}`}</p>
    ${
      decided.length
        ? html`
      <ul class="latest" aria-label=${t.latest}>
        ${decided.map((one) => html`<li><span class=${`status ${one.status}`}>${strings.status[one.status]}</span> <a dir="auto" href=${address("queue", { status: "all", author: who.email, comment: one.id })}>${excerpt(one.body, 120)}</a></li>`)}
      </ul>
    `
        : null
    }
    <p class="links"><bdi class="email">${who.email}</bdi> <a href=${address("queue", { status: "all", author: who.email })}>${t.allOfAuthor} ${keyCap(keyOf("author"))}</a></p>
  `;
}

/** @param {CommentDetail} detail @param {Shown} shown */
function comparison(detail, { isCompared, toggleCompare }) {
  const [first, ...others] = detail.duplicates.slice(0, COMPARED);
  return html`
    ${isCompared ? [first, ...others].map(compared) : compared(first)}
    ${others.length ? html`<p class="links"><button class="link" aria-expanded=${String(isCompared)} @click=${toggleCompare}>${isCompared ? t.less : t.moreCompared(others.length)} ${keyCap(keyOf("compare"))}</button></p>` : null}
  `;
}

/** @param {Duplicate} duplicate */
function compared(duplicate) {
  const isEarlier = duplicate.age_seconds >= 0;
  return html`
    <div class="compared">
      <p class="hint">
        <a href=${address("queue", { status: "all", comment: duplicate.comment_id })}>${isEarlier ? t.otherText : t.otherLater}</a>,
        ${" "}${duration(Math.abs(duplicate.age_seconds))} ${isEarlier ? "earlier" : "later"}, ${duplicate.same_author ? t.bySame : t.byOther} · ${strings.status[duplicate.status]}
      </p>
      ${duplicate.diff ? wordDiff(duplicate.diff, { theirs: isEarlier ? t.otherText : t.otherLater, ours: t.thisText }) : html`<p class="hint">${t.noDifferences}</p>`}
    </div>
  `;
}

/** @param {CommentDetail} detail */
const contacts = ({ contacts: all }) => html`
  <ul>
    ${all.map(
      (one) => html`
      <li>
        ${Reflect.get(t.contactKinds, one.kind) ?? one.kind} <bdi><b>${one.value}</b></bdi>:
        ${" "}${one.other_comments ? t.contactUse(one.other_authors, one.other_comments) : t.contactAlone}
        ${one.comment_id ? html` <a href=${address("queue", { status: "all", comment: one.comment_id })}>${t.otherText}</a>` : null}
      </li>
    `,
    )}
  </ul>
`;

/** @param {CommentDetail} detail */
const revisions = ({ revisions: all, revision: present }) => html`
  <ol class="revisions">
    ${all
      .filter(({ revision }) => revision !== present)
      .map(
        ({ revision, body, created_at: time }) => html`
      <li><p class="hint">${t.revision(revision, ago(time))}</p><p class="plain" dir="auto">${body}</p></li>
    `,
      )}
  </ol>
`;

/** @param {CommentDetail} detail */
const decisions = ({ decisions: all }) => html`
  <ol class="decisions">
    ${all.map(
      ({ action, moderator, reason, note, created_at: time }) => html`
      <li>
        ${t.decision(strings.done(action), moderator ? (moderator.name ?? strings.someone) : action === "withdraw" || action === "edit" ? t.byAuthor : strings.someone)} ${when(time)}
        ${reason ? html` <q dir="auto">${reason}</q>` : null}
        ${note ? html`<p class="hint" dir="auto">${note}</p>` : null}
      </li>
    `,
    )}
  </ol>
`;

/** @param {string} time */
const when = (time) => html`<time class="hint" datetime=${time} title=${exactTime(time)}>${ago(time)}</time>`;
