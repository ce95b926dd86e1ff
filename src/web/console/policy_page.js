// The policy of a site: a document with the values in place, its defaults, and what a change would change.

import { Refused } from "../shared/api.js";
import { html, keyed } from "../shared/html.js";
import { loading, outcomeLine } from "./page_parts.js";
import { Paged } from "./paged.js";
import { fieldValue, isSame, pointerOf, readFields, valueWords, withValue } from "./policy_fields.js";
import { policyHistory } from "./policy_history.js";
import { address, go, place } from "./router.js";
import { api, inWords, withSession } from "./service.js";
import { listSites } from "./site_names.js";
import { strings } from "./strings.js";
import { View } from "./view.js";

/** @import {Moderator, Policy, PolicyVersion} from "moderato/contract" */
/** @import {PolicyField} from "./policy_fields.js" */

const t = strings.policy;

/** The description of the API changes only with the service: it is read once. @type {Promise<PolicyField[]> | null} */
let fields = null;

class PolicyPage extends View {
  /** @type {PolicyField[]} */
  fields = [];
  /** @type {string[]} */
  sites = [];
  /** @type {Partial<Policy> | null} */
  stored = null;
  /** @type {Partial<Policy>} */
  draft = {};
  /** @type {Paged<PolicyVersion>} */
  history = new Paged((cursor) =>
    api.send("get", "/v1/admin/sites/{site}/policy/versions", { path: { site: this.site }, query: { cursor } }),
  );
  /** @type {Moderator[]} */
  people = [];
  isReviewing = false;
  isBusy = false;
  saved = "";
  /** @type {unknown} */
  failure = null;
  /** @type {unknown} */
  loadFailure = null;
  #asked = "";

  get site() {
    return place.state.query.get("site") ?? "default";
  }

  start() {
    this.follow(place, this.history);
    this.until(place.follow(() => this.arrive()));
    this.arrive();
    void this.loadPeople();
  }

  arrive() {
    if (place.state.page !== "policy" || this.#asked === this.site) return;
    this.#asked = this.site;
    void this.load();
    void this.history.load();
  }

  async load() {
    this.stored = null;
    this.loadFailure = null;
    this.failure = null;
    this.isReviewing = false;
    try {
      fields ??= api
        .send("get", "/openapi.json", { isPublic: true })
        .then((contract) => readFields(/** @type {any} */ (contract)));
      const [known, sites, policy] = await Promise.all([
        fields,
        listSites(),
        api.send("get", "/v1/admin/sites/{site}/policy", { path: { site: this.site } }),
      ]);
      Object.assign(this, { fields: known, sites, stored: policy, draft: policy });
    } catch (failure) {
      fields = null;
      this.loadFailure = failure;
    }
    this.refresh();
  }

  /** The names for the versions; without them, ids stand there. */
  async loadPeople() {
    try {
      this.people = (await api.send("get", "/v1/admin/moderators", { query: { limit: 100 } })).items;
      this.refresh();
    } catch (failure) {
      this.loadFailure = failure;
    }
  }

  /** @param {string} id */
  nameOf(id) {
    const known = this.people.find((one) => one.id === id);
    return known ? known.name || known.email : id;
  }

  /** Makes a former policy the draft, and shows what would change. @param {number} version */
  async restore(version) {
    this.failure = null;
    this.saved = "";
    try {
      const former = await api.send("get", "/v1/admin/sites/{site}/policy/versions/{version}", {
        path: { site: this.site, version },
      });
      this.draft = former.policy;
      this.isReviewing = this.changes.length > 0;
      if (!this.isReviewing) this.saved = t.isSame(version);
    } catch (failure) {
      this.failure = failure;
    }
    this.refresh();
    this.querySelector(".policy-end")?.scrollIntoView({ block: "nearest" });
  }

  /** @param {PolicyField} field @param {unknown} value */
  edit(field, value) {
    this.draft = withValue(this.draft, field, value);
    this.saved = "";
    this.refresh();
  }

  get changes() {
    return this.fields.filter((field) => !isSame(fieldValue(this.draft, field), fieldValue(this.stored ?? {}, field)));
  }

  async save() {
    this.isBusy = true;
    this.failure = null;
    this.refresh();
    try {
      const body = { ...this.draft, version: this.stored?.version };
      const policy = await withSession(() =>
        api.send("put", "/v1/admin/sites/{site}/policy", { path: { site: this.site }, body }),
      );
      Object.assign(this, { stored: policy, draft: policy, isReviewing: false, saved: t.saved(policy.version ?? 0) });
      void this.history.load();
    } catch (failure) {
      this.failure = failure;
      if (failure instanceof Refused && failure.status === 422) this.isReviewing = false;
    }
    this.isBusy = false;
    this.refresh();
  }

  template() {
    return html`
      <div class="page">
        <header class="page-head">
          <h1>${strings.pages.policy}</h1>
          <label class="field inline"><span>${strings.filters.site}</span>
            <select @change=${(/** @type {Event} */ event) => go(address("policy", { site: /** @type {HTMLSelectElement} */ (event.target).value }))}>
              ${[...new Set([this.site, ...this.sites])].sort().map((site) => html`<option value=${site} ?selected=${site === this.site}>${site}</option>`)}
            </select>
          </label>
        </header>
        ${this.loadFailure ? html`<div class="state"><p role="alert">${inWords(this.loadFailure)}</p><button @click=${() => this.load()}>${strings.errors.retry}</button></div>` : null}
        ${this.stored ? this.document() : this.loadFailure ? null : loading()}
      </div>
    `;
  }

  document() {
    const { changes } = this;
    return html`
      <p class="hint">${t.intro(this.stored?.version ?? 0)}</p>
      <form class="policy" @submit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        this.isReviewing = changes.length > 0;
        this.refresh();
      }}>
        ${this.fields.map((field) => keyed(pointerOf(field), this.row(field)))}
        <div class="policy-end">
          ${
            this.isReviewing
              ? this.review(changes)
              : html`
            ${outcomeLine({ saved: this.saved, failure: this.failure })}
            <button class="primary" ?disabled=${changes.length === 0}>${t.review(changes.length)}</button>
            ${
              changes.length
                ? html`<button type="button" @click=${() => {
                    this.draft = this.stored ?? {};
                    this.failure = null;
                    this.refresh();
                  }}>${t.discard}</button>`
                : null
            }`
          }
        </div>
      </form>
      ${policyHistory(this.history, { fields: this.fields, inForce: this.stored?.version ?? 0, nameOf: (id) => this.nameOf(id), restore: (version) => this.restore(version) })}
    `;
  }

  /** @param {PolicyField} field */
  row(field) {
    const value = fieldValue(this.draft, field);
    const isDefault = isSame(value, field.fallback);
    const id = `policy-${field.path.join("-")}`;
    const fault =
      this.failure instanceof Refused
        ? this.failure.problem.errors
            ?.filter(({ pointer }) => pointer === pointerOf(field) || pointer.startsWith(`${pointerOf(field)}/`))
            .map(({ detail }) => detail)
            .join(" ")
        : "";
    return html`
      <div class=${isDefault ? "policy-row" : "policy-row differs"}>
        <label for=${id}>${field.name}</label>
        <div class="policy-value">${this.control(field, value, id, Boolean(fault))}${field.unit ? html`<span>${field.unit}</span>` : null}</div>
        <p class="hint" id=${`${id}-hint`}>${field.meaning} ${isDefault ? html`<span>${t.isDefault}</span>` : html`<b>${t.differs(valueWords(field, field.fallback, t.none))}</b>`}</p>
        ${fault ? html`<p class="fault" id=${`${id}-fault`}>${fault}</p>` : null}
      </div>
    `;
  }

  /** @param {PolicyField} field @param {any} value @param {string} id @param {boolean} isFaulty */
  control(field, value, id, isFaulty) {
    const describedBy = isFaulty ? `${id}-hint ${id}-fault` : `${id}-hint`;
    const invalid = isFaulty ? "true" : null;
    const typed = (/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).value;
    if (field.type === "choice" || field.type === "flag") {
      const read = (/** @type {string} */ text) => (field.type === "flag" ? text === "true" : text);
      return html`<select id=${id} aria-describedby=${describedBy} aria-invalid=${invalid} @change=${(/** @type {Event} */ event) => this.edit(field, read(typed(event)))}>${field.values.map(([name, words]) => html`<option value=${name} ?selected=${name === String(value)}>${words}</option>`)}</select>`;
    }
    if (field.type === "list") {
      const read = (/** @type {string} */ text) =>
        text
          .split("\n")
          .map((line) => line.trim())
          .filter(Boolean);
      return html`<textarea id=${id} rows=${Math.max(2, (value ?? []).length + 1)} aria-describedby=${describedBy} aria-invalid=${invalid} .value=${(value ?? []).join("\n")} @change=${(/** @type {Event} */ event) => this.edit(field, read(typed(event)))}></textarea>`;
    }
    if (field.type === "number") {
      return html`<input id=${id} type="number" required min=${field.minimum} max=${field.maximum} step=${field.step} aria-describedby=${describedBy} aria-invalid=${invalid} .value=${String(value ?? "")} @change=${(/** @type {Event} */ event) => this.edit(field, typed(event) === "" ? field.fallback : Number(typed(event)))}>`;
    }
    return html`<input id=${id} dir="auto" aria-describedby=${describedBy} aria-invalid=${invalid} .value=${String(value ?? "")} @change=${(/** @type {Event} */ event) => this.edit(field, typed(event))}>`;
  }

  /** @param {PolicyField[]} changes */
  review(changes) {
    const words = (/** @type {Partial<Policy>} */ policy, /** @type {PolicyField} */ field) =>
      valueWords(field, fieldValue(policy, field), t.none);
    return html`
      <section class="review" aria-label=${t.reviewTitle}>
        <h2>${t.reviewTitle}</h2>
        <dl>${changes.map((field) => html`<div><dt>${field.name}</dt><dd><del>${words(this.stored ?? {}, field)}</del> <ins>${words(this.draft, field)}</ins></dd></div>`)}</dl>
        ${
          this.failure instanceof Refused && this.failure.code === "version_conflict"
            ? html`<div class="conflict"><p role="alert">${strings.errors.conflict}</p><button type="button" @click=${() => this.load()}>${strings.errors.load}</button></div>`
            : outcomeLine({ failure: this.failure })
        }
        <button type="button" class="primary" ?disabled=${this.isBusy} @click=${() => this.save()}>${t.save((this.stored?.version ?? 0) + 1)}</button>
        <button type="button" @click=${() => {
          this.isReviewing = false;
          this.refresh();
        }}>${t.goOn}</button>
      </section>
    `;
  }
}

customElements.define("policy-page", PolicyPage);
