// The policies that a site has had, each with what it changed.

import { html, keyed } from "../shared/html.js";
import { listEnd } from "./page_parts.js";
import { fieldOf, valueWords } from "./policy_fields.js";
import { strings } from "./strings.js";
import { exactTime } from "./times.js";

/** @import {PolicyVersion} from "moderato/contract" */
/** @import {Paged} from "./paged.js" */
/** @import {PolicyField} from "./policy_fields.js" */

const t = strings.policy;

/**
 * @param {Paged<PolicyVersion>} history
 * @param {{fields: PolicyField[], inForce: number, nameOf: (id: string) => string, restore: (version: number) => void}} about
 */
export const policyHistory = (history, about) => html`
  <section class="further">
    <h2>${t.history}</h2>
    <ol class="plain-list versions">${history.state.items.map((one) => keyed(one.version, row(one, about)))}</ol>
    ${listEnd(history, t.noHistory)}
  </section>
`;

/**
 * @param {PolicyVersion} one
 * @param {{fields: PolicyField[], inForce: number, nameOf: (id: string) => string, restore: (version: number) => void}} about
 */
const row = (one, { fields, inForce, nameOf, restore }) => html`
  <li>
    <p>
      <b>${t.version(one.version)}</b> · <time datetime=${one.created_at}>${exactTime(one.created_at)}</time>
      · ${one.moderator_id ? html`<bdi>${nameOf(one.moderator_id)}</bdi>` : t.byService}
      ${one.version === inForce ? html`· ${t.inForce}` : html`<button type="button" class="quiet" @click=${() => restore(one.version)}>${t.restore(one.version)}</button>`}
    </p>
    ${one.changes.length ? html`<dl>${one.changes.map((change) => changeRow(change, fields))}</dl>` : html`<p class="hint">${one.against ? t.changedNothing : t.first}</p>`}
  </li>
`;

/** @param {PolicyVersion["changes"][number]} change @param {PolicyField[]} fields */
function changeRow({ pointer, from, to }, fields) {
  const field = fieldOf(fields, pointer);
  const words = (/** @type {unknown} */ value) => (field ? valueWords(field, value, t.none) : JSON.stringify(value));
  return html`<div><dt>${field?.name ?? pointer}</dt><dd><del>${words(from)}</del> <ins>${words(to)}</ins></dd></div>`;
}
