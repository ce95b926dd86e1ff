// The buttons that decide, each with its letter, and the line that takes the last act back.

import { html } from "../shared/html.js";
import { keyOf } from "./keys.js";
import { settings } from "./settings.js";
import { strings } from "./strings.js";

/** @import {DecisionAction, QueuedComment} from "moderato/contract" */
/** @import {Decisions} from "./decisions.js" */

const t = strings.queue;

/** A key as it stands on a button; nothing if letters are off. @param {string} key */
export const keyCap = (key) => (key ? html`<kbd>${key.replace("Shift+", "⇧")}</kbd>` : null);

/** The actions in their order, which never changes. @type {{action: DecisionAction, command: string, words: string, tone: string}[]} */
const ACTIONS = [
  { action: "approve", command: "approve", words: t.approve, tone: "approve" },
  { action: "reject", command: "decline", words: t.decline, tone: "decline" },
  { action: "spam", command: "spam", words: t.spam, tone: "decline" },
  { action: "hold", command: "hold", words: t.hold, tone: "waiting" },
];

/** @param {Decisions} decisions @param {QueuedComment} comment @param {(action: DecisionAction) => void} decide */
export function decisionBar(decisions, comment, decide) {
  const { reason } = decisions.state;
  return html`
    <div class="decide" role="group" aria-label=${t.actions}>
      ${ACTIONS.map(
        ({ action, command, words, tone }) => html`
        <button class=${`act ${tone}`} ?disabled=${comment.status === "withdrawn"} @click=${() => decide(action)}>${words} ${keyCap(keyOf(command))}</button>
      `,
      )}
      <details class="reasons">
        <summary>${reason ? html`<bdi>${reason}</bdi>` : t.reason} ${keyCap(settings.state.keysOn ? "1–9" : "")}</summary>
        <div class="menu-list" role="group" aria-label=${t.reasonBefore}>
          ${settings.state.reasons.slice(0, 9).map(
            (one, index) => html`
            <button aria-pressed=${String(one === reason)} @click=${(/** @type {Event} */ event) => choose(event, decisions, one)}>${keyCap(settings.state.keysOn ? String(index + 1) : "")} <bdi>${one}</bdi></button>
          `,
          )}
        </div>
      </details>
    </div>
  `;
}

/** @param {Event} event @param {Decisions} decisions @param {string} reason */
function choose(event, decisions, reason) {
  decisions.chooseReason(reason);
  /** @type {Element} */ (event.currentTarget).closest("details")?.removeAttribute("open");
}

/** The last act, with the way back. @param {Decisions} decisions */
export function undoLine(decisions) {
  const { said, refusal } = decisions.state;
  const { last } = decisions;
  const canGiveReason =
    last && !last.reason && last.comments.length === 1 && (last.action === "reject" || last.action === "spam");
  if (refusal) return refusalLine(decisions);
  if (!said) return null;
  return html`
    <div class="undo-line">
      <p role="status">
        <span class="said">${said}</span>
        ${last?.reason ? html`<bdi class="said-reason">${last.reason}</bdi>` : null}
        ${last?.comments.length === 1 ? html`<bdi class="said-name">${last.comments[0].author.name}</bdi>` : null}
      </p>
      ${last ? html`<button @click=${() => decisions.undo()}>${t.undo} ${keyCap(keyOf("undo"))}</button>` : null}
      ${
        canGiveReason
          ? html`
        <details class="reasons">
          <summary>${t.addReason} ${keyCap(settings.state.keysOn ? "⇧1–9" : "")}</summary>
          <div class="menu-list" role="group" aria-label=${t.addReason}>
            ${settings.state.reasons.slice(0, 9).map(
              (reason, index) => html`
              <button @click=${() => decisions.reasonAfter(reason)}>${keyCap(settings.state.keysOn ? `⇧${index + 1}` : "")} <bdi>${reason}</bdi></button>
            `,
            )}
          </div>
        </details>
      `
          : null
      }
    </div>
  `;
}

/** @param {Decisions} decisions */
function refusalLine(decisions) {
  const { refusal } = decisions.state;
  if (!refusal) return null;
  const isConflict = refusal.version !== null;
  return html`
    <div class="undo-line refused">
      <p role="alert">${refusal.words}</p>
      <button @click=${() => decisions.insist()}>${isConflict ? t.insist(refusal.action) : t.tryAgain}</button>
      <button @click=${() => decisions.letGo()}>${t.goOn}</button>
    </div>
  `;
}
