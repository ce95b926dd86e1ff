// The sites: their names, their pages, their language and colours, and what to put into a page.

import { Refused } from "../shared/api.js";
import { html, keyed } from "../shared/html.js";
import { choiceField, field, listEnd, outcomeLine, textField } from "./page_parts.js";
import { Paged } from "./paged.js";
import { address } from "./router.js";
import { api, onceKey, withSession } from "./service.js";
import { strings } from "./strings.js";
import { View } from "./view.js";

/** @import {Site} from "moderato/contract" */

const t = strings.sites;
/** What the form of a new site says. */
const NEW = "";

class SitesPage extends View {
  /** @type {Paged<Site>} */
  list = new Paged((cursor) => api.send("get", "/v1/admin/sites", { query: { limit: 50, cursor } }));
  isAdding = false;
  isBusy = false;
  /** The site that is being edited. */
  edited = "";
  outcome = { at: NEW, saved: "", failure: /** @type {unknown} */ (null) };
  copied = "";

  start() {
    this.follow(this.list);
    void this.list.load();
  }

  /** @param {string} at @param {() => Promise<string>} act */
  async attempt(at, act) {
    this.isBusy = true;
    this.refresh();
    try {
      this.outcome = { at, saved: await withSession(act), failure: null };
    } catch (failure) {
      this.outcome = { at, saved: "", failure };
    }
    this.isBusy = false;
    this.refresh();
  }

  /** @param {SubmitEvent} event @param {Site | null} site */
  save(event, site) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const text = (/** @type {string} */ name) => String(form.get(name) ?? "").trim();
    const origins = text("origins").split(/\s+/).filter(Boolean);
    // What the document says of a member with a default is narrower than what the service takes.
    const scheme = /** @type {Site["theme"]["scheme"]} */ (/** @type {unknown} */ (text("scheme")));
    const common = {
      name: text("name") || text("site"),
      origins,
      locale: text("locale"),
      theme: { accent: text("accent") || null, scheme },
    };

    return this.attempt(site?.site ?? NEW, async () => {
      if (!site) {
        const made = await api.send("post", "/v1/admin/sites", {
          body: { site: text("site"), ...common },
          once: onceKey(),
        });
        this.isAdding = false;
        this.list.set({ items: [...this.list.state.items, made] });
        return t.added(made.name);
      }
      const path = { site: site.site };
      const changed = await api.send("patch", "/v1/admin/sites/{site}", {
        path,
        body: { ...common, version: site.version },
      });
      this.edited = "";
      this.list.set({ items: this.list.state.items.map((one) => (one.site === site.site ? changed : one)) });
      return t.saved;
    });
  }

  /** @param {string} site @param {string} text */
  async copy(site, text) {
    try {
      await navigator.clipboard.writeText(text);
      this.copied = site;
    } catch {
      this.outcome = { at: site, saved: t.copyByHand, failure: null };
    }
    this.refresh();
  }

  /** @param {boolean} isAdding */
  open(isAdding) {
    this.isAdding = isAdding;
    this.outcome = { at: NEW, saved: "", failure: null };
    this.refresh();
    if (isAdding) queueMicrotask(() => this.querySelector("input")?.focus());
  }

  template() {
    const { items } = this.list.state;
    return html`
      <div class="page">
        <header class="page-head">
          <h1>${strings.pages.sites}</h1>
          ${this.isAdding ? null : html`<button class="primary" @click=${() => this.open(true)}>${t.add}</button>`}
        </header>
        ${this.isAdding ? this.form(null) : this.outcome.at === NEW ? outcomeLine(this.outcome) : null}
        ${items.length ? html`<ul class="sites">${items.map((site) => keyed(site.site, this.site(site)))}</ul>` : null}
        ${listEnd(this.list, t.empty)}
      </div>
    `;
  }

  /** @param {Site} site */
  site(site) {
    const isEdited = this.edited === site.site;
    const snippet = snippetFor(site);
    return html`
      <li class="site">
        <div class="page-head">
          <div>
            <h2><bdi>${site.name}</bdi></h2>
            <p class="hint"><bdi>${site.site}</bdi> · ${site.locale} · <a href=${address("policy", { site: site.site })}>${strings.pages.policy}</a> · <a href=${address("articles", { site: site.site })}>${strings.pages.articles}</a></p>
          </div>
          <button aria-expanded=${String(isEdited)} @click=${() => {
            this.edited = isEdited ? "" : site.site;
            this.outcome = { at: NEW, saved: "", failure: null };
            this.refresh();
          }}>${t.edit}</button>
        </div>
        <p>${site.origins.length ? html`${t.pagesOf} ${site.origins.map((origin, at) => html`${at ? ", " : ""}<bdi>${origin}</bdi>`)}` : html`<span class="hint">${t.noOrigins}</span>`}</p>
        ${
          isEdited
            ? this.form(site)
            : html`
          <figure class="snippet">
            <figcaption>${t.snippet}</figcaption>
            <pre tabindex="0"><code>${snippet}</code></pre>
            <button @click=${() => this.copy(site.site, snippet)}>${this.copied === site.site ? t.copied : t.copy}</button>
          </figure>`
        }
        ${this.outcome.at === site.site && !isEdited ? outcomeLine(this.outcome) : null}
      </li>
    `;
  }

  /** @param {Site | null} site */
  form(site) {
    const { failure } = this.outcome;
    const fault = (/** @type {string} */ pointer) =>
      failure instanceof Refused
        ? (failure.problem.errors ?? [])
            .filter((one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`))
            .map(({ detail }) => detail)
            .join(" ") || undefined
        : undefined;
    const key = site?.site ?? "new";
    return html`
      <form class="form boxed" @submit=${(/** @type {SubmitEvent} */ event) => this.save(event, site)}>
        ${site ? null : textField({ label: t.site, hint: t.siteHint, name: "site", value: "", fault: fault("/site"), isRequired: true })}
        ${textField({ label: t.name, name: "name", value: site?.name ?? "", fault: fault("/name") })}
        ${field({ label: t.origins, hint: t.originsHint, name: `origins-${key}`, fault: fault("/origins") }, ({ id, describedBy, invalid }) => html`<textarea id=${id} name="origins" rows="3" aria-describedby=${describedBy} aria-invalid=${invalid} .value=${site?.origins.join("\n") ?? ""}></textarea>`)}
        ${textField({ label: t.locale, hint: t.localeHint, name: "locale", value: site?.locale ?? "en", fault: fault("/locale"), isRequired: true })}
        ${textField({ label: t.accent, hint: t.accentHint, name: "accent", value: site?.theme.accent ?? "", fault: fault("/theme/accent") })}
        ${choiceField({ label: t.scheme, name: "scheme", value: site?.theme.scheme ?? "auto", values: Object.entries(t.schemes) })}
        ${failure instanceof Refused && failure.code === "version_conflict" ? html`<div class="conflict"><p role="alert">${strings.errors.conflict}</p><button type="button" @click=${() => this.list.load()}>${strings.errors.load}</button></div>` : outcomeLine(this.outcome)}
        <p class="form-end"><button class="primary" ?disabled=${this.isBusy}>${site ? t.save : t.add}</button> <button type="button" @click=${() => {
          this.edited = "";
          this.open(false);
        }}>${strings.people.cancel}</button></p>
      </form>
    `;
  }
}

/** What a page of the site needs to show its thread. @param {Site} site */
const snippetFor = (site) =>
  `<script type="module" src="${location.origin}/embed.js"></script>\n<moderato-thread${site.site === "default" ? "" : ` site="${site.site}"`}></moderato-thread>`;

customElements.define("sites-page", SitesPage);
