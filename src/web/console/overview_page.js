// The overview: what needs attention, what arrived and was decided, what became of it, why it was held.

import { html } from "../shared/html.js";
import { keyCap } from "./decision_bar.js";
import { findingName } from "./finding_words.js";
import { keyOf, onCommand } from "./keys.js";
import { loading } from "./page_parts.js";
import { barPlot, linePlot, plotTable } from "./plot.js";
import { address, go, place } from "./router.js";
import { api, inWords } from "./service.js";
import { listSites } from "./site_names.js";
import { strings } from "./strings.js";
import { bucketTime, duration, number, percent } from "./times.js";
import { View } from "./view.js";

/** @import {Statistics} from "moderato/contract" */

const t = strings.overview;
/** The spans that can be asked for: the bucket and how far back, in milliseconds. */
const SPANS = /** @type {const} */ ({
  day: { bucket: "hour", back: 86_400_000 },
  month: { bucket: "day", back: 30 * 86_400_000 },
  year: { bucket: "day", back: 365 * 86_400_000 },
});
/** The most groups that are counted for a sentence. */
const GROUPS = 100;

class OverviewPage extends View {
  /** @type {Statistics | null} */
  statistics = null;
  groups = { count: 0, isMore: false };
  /** @type {string[]} */
  sites = [];
  /** @type {unknown} */
  failure = null;
  asTable = false;
  #asked = "-";

  get site() {
    return place.state.query.get("site");
  }

  /** @returns {keyof typeof SPANS} */
  get span() {
    const span = place.state.query.get("span") ?? "";
    return span === "day" || span === "year" ? span : "month";
  }

  start() {
    this.follow(place);
    this.until(place.follow(() => this.arrive()));
    this.until(onCommand("table", () => this.toggleTable()));
    this.arrive();
  }

  arrive() {
    if (place.state.page !== "overview" || this.#asked === `${place.state.query}`) return;
    this.#asked = `${place.state.query}`;
    void this.load();
  }

  async load() {
    this.failure = null;
    const { bucket, back } = SPANS[this.span];
    const from = new Date(Date.now() - back).toISOString();
    const asked = this.#asked;
    try {
      const [statistics, groups, sites] = await Promise.all([
        api.send("get", "/v1/admin/stats", { query: { site: this.site, from, bucket } }),
        api.send("get", "/v1/admin/duplicates", { query: { site: this.site, state: "open", limit: GROUPS } }),
        listSites(),
      ]);
      if (asked !== this.#asked) return;
      Object.assign(this, {
        statistics,
        sites,
        groups: { count: groups.items.length, isMore: Boolean(groups.next_cursor) },
      });
    } catch (failure) {
      this.failure = failure;
    }
    this.refresh();
  }

  toggleTable() {
    this.asTable = !this.asTable;
    this.refresh();
  }

  template() {
    const { statistics, failure } = this;
    return html`
      <div class="page wide">
        <header class="page-head">
          <h1>${strings.pages.overview}</h1>
          <div class="head-choices">
            ${this.choice(strings.filters.site, "site", [["", t.allSites], ...this.sites.map((site) => /** @type {[string, string]} */ ([site, site]))], this.site ?? "")}
            ${this.choice(t.span, "span", Object.entries(t.spans), this.span)}
            <button aria-pressed=${String(this.asTable)} @click=${() => this.toggleTable()}>${t.tables} ${keyCap(keyOf("table"))}</button>
          </div>
        </header>
        ${failure ? html`<div class="state"><p role="alert">${inWords(failure)}</p><button @click=${() => this.load()}>${strings.errors.retry}</button></div>` : null}
        ${statistics ? [this.attention(statistics), this.flow(statistics), this.outcomes(statistics), this.reasons(statistics)] : failure ? null : loading()}
      </div>
    `;
  }

  /** @param {string} label @param {string} name @param {[string, string][]} values @param {string} chosen */
  choice(label, name, values, chosen) {
    const change = (/** @type {Event} */ event) =>
      go(
        address("overview", {
          ...Object.fromEntries(place.state.query),
          [name]: /** @type {HTMLSelectElement} */ (event.target).value,
        }),
      );
    return html`<label class="field inline"><span>${label}</span><select @change=${change}>${values.map(([value, words]) => html`<option value=${value} ?selected=${value === chosen}>${words}</option>`)}</select></label>`;
  }

  /** What needs somebody, in sentences that lead there. @param {Statistics} statistics */
  attention({ backlog }) {
    const { count, isMore } = this.groups;
    return html`
      <ul class="attention">
        <li>${
          backlog.comments
            ? html`<a href=${address("queue", { site: this.site })}>${t.waiting(backlog.comments, backlog.is_cut)}</a>${backlog.oldest_age_seconds ? t.oldest(duration(backlog.oldest_age_seconds)) : ""}`
            : t.nothingWaits
        }</li>
        ${count ? html`<li><a href=${address("duplicates", { site: this.site })}>${t.groups(count, isMore)}</a></li>` : null}
      </ul>
    `;
  }

  /** @param {Statistics} statistics */
  flow({ series, bucket, totals }) {
    const times = series.map(({ at }) => bucketTime(at, bucket));
    const arrived = series.map(({ arrivals }) => arrivals.total);
    const decided = series.map(({ decisions }) => decisions.by_hand);
    const summary = t.flowSummary(totals.arrivals.total, totals.decisions.by_hand);
    const content = this.asTable
      ? plotTable({
          caption: t.flow,
          head: [t.time, t.arrived, t.decided],
          rows: series
            .map((_, at) => ({ name: times[at], cells: [number(arrived[at]), number(decided[at])] }))
            .reverse(),
        })
      : linePlot({
          label: summary,
          times,
          lines: [
            { name: t.arrived, tone: "arrived", values: arrived },
            { name: t.decided, tone: "decided", values: decided },
          ],
        });
    return this.section(t.flow, summary, content);
  }

  /** @param {Statistics} statistics */
  outcomes({ totals: { arrivals } }) {
    const { total } = arrivals;
    if (!total) return null;
    const share = (/** @type {number} */ count) => `${number(count)} · ${percent(count / total)}`;
    const parts = [
      { name: t.published, value: arrivals.approved, tone: "approved" },
      { name: t.held, value: arrivals.pending, tone: "pending" },
      { name: t.declined, value: arrivals.rejected + arrivals.spam, tone: "rejected" },
      { name: t.withdrawn, value: arrivals.withdrawn, tone: "withdrawn" },
    ];
    const content = this.asTable
      ? plotTable({
          caption: t.outcomes,
          head: [t.outcome, t.comments, t.share],
          rows: parts.map(({ name, value }) => ({ name, cells: [number(value), percent(value / total)] })),
        })
      : barPlot(parts.map((one) => ({ ...one, words: share(one.value) })));
    return this.section(t.outcomes, "", content);
  }

  /** @param {Statistics} statistics */
  reasons({ findings }) {
    if (findings.length === 0) return this.section(t.reasons, t.noReasons, null);
    const content = this.asTable
      ? plotTable({
          caption: t.reasons,
          head: [t.reason, t.comments],
          rows: findings.map(({ code, comments }) => ({ name: findingName(code), cells: [number(comments)] })),
        })
      : barPlot(
          findings.map(({ code, comments }) => ({
            name: findingName(code),
            value: comments,
            words: number(comments),
            tone: "pending",
            href: address("queue", { status: "all", finding: code, site: this.site }),
          })),
        );
    return this.section(t.reasons, "", content);
  }

  /** @param {string} title @param {string} summary @param {unknown} content */
  section(title, summary, content) {
    return html`<section class="further"><div><h2>${title}</h2>${summary ? html`<p class="hint">${summary}</p>` : null}</div>${content}</section>`;
  }
}

customElements.define("overview-page", OverviewPage);
