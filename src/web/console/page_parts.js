// What the pages beside the queue have in common: states of a list, fields, and the line under a form.

import { html } from "../shared/html.js";
import { inWords } from "./service.js";
import { strings } from "./strings.js";

/** @import {Paged} from "./paged.js" */

const t = strings.parts;

/** What stands under a list: more, nothing, an error or a skeleton. @param {Paged<any>} list @param {string} empty */
export function listEnd(list, empty) {
  const { items, cursor, phase, failure } = list.state;
  if (phase === "failed")
    return html`<div class="state"><p role="alert">${inWords(failure)}</p><button @click=${() => list.more()}>${strings.errors.retry}</button></div>`;
  if (phase === "loading") return loading();
  if (items.length === 0) return html`<p class="state">${empty}</p>`;
  return cursor ? html`<p class="more"><button @click=${() => list.more()}>${t.more}</button></p>` : null;
}

/** A skeleton that the style sheet shows only after 200 ms. */
export const loading = () => html`
  <div class="skeleton late" role="status" aria-label=${strings.shell.loading}>
    <span class="bone short"></span><span class="bone"></span><span class="bone half"></span>
  </div>
`;

/**
 * A field with its label, what it is for, and what is wrong with it.
 * @param {{label: string, hint?: string, fault?: string, name: string}} about
 * @param {(described: {id: string, describedBy: string | null, invalid: string | null}) => unknown} control
 */
export function field({ label, hint, fault, name }, control) {
  const id = `field-${name}`;
  const describedBy = [hint ? `${id}-hint` : "", fault ? `${id}-fault` : ""].filter(Boolean).join(" ") || null;
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      ${hint ? html`<p class="hint" id=${`${id}-hint`}>${hint}</p>` : null}
      ${control({ id, describedBy, invalid: fault ? "true" : null })}
      ${fault ? html`<p class="fault" id=${`${id}-fault`}>${fault}</p>` : null}
    </div>
  `;
}

/**
 * A field of one line.
 * @param {{label: string, hint?: string, fault?: string, name: string, value: string, type?: string, autocomplete?: string, isRequired?: boolean, onInput?: (value: string) => void}} about
 */
export function textField({ value, type = "text", autocomplete = "off", isRequired = false, onInput, ...about }) {
  const input =
    onInput && ((/** @type {Event} */ event) => onInput(/** @type {HTMLInputElement} */ (event.target).value));
  return field(
    about,
    ({ id, describedBy, invalid }) => html`
    <input id=${id} name=${about.name} type=${type} autocomplete=${autocomplete} dir="auto" .value=${value} ?required=${isRequired} aria-describedby=${describedBy} aria-invalid=${invalid} @input=${input}>
  `,
  );
}

/**
 * A choice of one value.
 * @param {{label: string, hint?: string, fault?: string, name: string, value: string, values: [string, string][], onChange?: (value: string) => void}} about
 */
export function choiceField({ value, values, onChange, ...about }) {
  const change =
    onChange && ((/** @type {Event} */ event) => onChange(/** @type {HTMLSelectElement} */ (event.target).value));
  return field(
    about,
    ({ id, describedBy, invalid }) => html`
    <select id=${id} name=${about.name} aria-describedby=${describedBy} aria-invalid=${invalid} @change=${change}>
      ${values.map(([name, words]) => html`<option value=${name} ?selected=${name === value}>${words}</option>`)}
    </select>
  `,
  );
}

/** What came of the last try: saved, refused or nothing yet. @param {{saved?: string, failure?: unknown}} outcome */
export function outcomeLine({ saved, failure }) {
  if (failure) return html`<p class="fault" role="alert">${inWords(failure)}</p>`;
  return saved ? html`<p class="saved" role="status">${saved}</p>` : null;
}
