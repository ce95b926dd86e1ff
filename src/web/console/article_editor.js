// The editor of an article: its text with a preview, references, address, opening, moving and deleting.

import { Refused } from "../shared/api.js";
import { html } from "../shared/html.js";
import { keep, readKept } from "../shared/store.js";
import "./sanitised_text.js";
import { field, loading, outcomeLine, textField } from "./page_parts.js";
import { address, go, place } from "./router.js";
import { api, inWords, isAdmin, onceKey, withSession } from "./service.js";
import { strings } from "./strings.js";
import { View } from "./view.js";

/** @import {Article} from "moderato/contract" */

const t = strings.articles;

/** @typedef {{number: number, text: string, doi?: string | null, pmid?: string | null, url?: string | null}} Reference */
/** @typedef {{site: string, slug: string, title: string, lead: string, body: string, author: string, url: string, comments_open: boolean, references: Reference[]}} Draft */

class ArticleEditor extends View {
  /** @type {string | null} */
  articleId = null;
  /** @type {Article | null} */
  article = null;
  /** @type {Draft} */
  draft = {
    site: "",
    slug: "",
    title: "",
    lead: "",
    body: "",
    author: "",
    url: "",
    comments_open: true,
    references: [],
  };
  preview = "";
  previewFault = "";
  saved = "";
  /** @type {unknown} */
  failure = null;
  /** @type {unknown} */
  loadFailure = null;
  /** @type {"closed" | "asking" | "forced"} */
  deletion = "closed";
  isBusy = false;

  start() {
    if (this.articleId) void this.load();
    else
      this.draft = { ...this.draft, site: place.state.query.get("site") ?? "default", ...readKept(this.keptName, {}) };
  }

  /** What is typed is kept until it is stored, so that a reload loses nothing. */
  get keptName() {
    return `article.${this.articleId ?? "new"}`;
  }

  async load() {
    const id = /** @type {string} */ (this.articleId);
    this.loadFailure = null;
    try {
      const article = await api.send("get", "/v1/articles/{article_id}", { path: { article_id: id }, isPublic: true });
      this.show(article);
      const kept = readKept(this.keptName, /** @type {{version?: number, draft?: Draft}} */ ({}));
      if (kept.draft && kept.version === article.version) this.draft = kept.draft;
    } catch (failure) {
      this.loadFailure = failure;
    }
    this.refresh();
  }

  /** @param {Article} article */
  show(article) {
    const { site, slug, title, body, comments_open, references } = article;
    this.article = article;
    this.draft = {
      site,
      slug,
      title,
      lead: article.lead ?? "",
      body,
      author: article.author ?? "",
      url: article.url ?? "",
      comments_open,
      references,
    };
    this.failure = null;
  }

  /** @param {Partial<Draft>} change */
  edit(change) {
    this.draft = { ...this.draft, ...change };
    this.saved = "";
    keep(this.keptName, this.article ? { version: this.article.version, draft: this.draft } : this.draft);
    this.refresh();
  }

  /** @param {() => Promise<string>} act */
  async attempt(act) {
    this.isBusy = true;
    this.failure = null;
    this.saved = "";
    this.refresh();
    try {
      this.saved = await withSession(act);
    } catch (failure) {
      this.failure = failure;
    }
    this.isBusy = false;
    this.refresh();
  }

  /** @param {SubmitEvent} event */
  save(event) {
    event.preventDefault();
    const { site, slug, title, lead, body, author, url, comments_open, references } = this.draft;
    const common = {
      title,
      lead: lead || null,
      body,
      author: author || null,
      comments_open,
      references: references.filter((one) => one.text.trim()),
    };
    return this.attempt(async () => {
      const { article } = this;
      if (!article) {
        const made = await api.send("post", "/v1/admin/articles", {
          body: { ...common, site: site || null, slug: slug || null, url: url || null },
          once: onceKey(),
        });
        keep(this.keptName, null);
        go(address(`articles/${made.id}`));
        return t.saved;
      }
      const changed = await api.send("patch", "/v1/admin/articles/{article_id}", {
        path: { article_id: article.id },
        body: { ...common, slug, version: article.version },
      });
      keep(this.keptName, null);
      this.show(changed);
      return t.saved;
    });
  }

  /** @param {SubmitEvent} event */
  move(event) {
    event.preventDefault();
    const url = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("move"));
    const { id, version } = /** @type {Article} */ (this.article);
    return this.attempt(async () => {
      const moved = await api.send("post", "/v1/admin/articles/{article_id}/moves", {
        path: { article_id: id },
        body: { url, version },
        once: onceKey(),
      });
      this.article = moved;
      this.draft = { ...this.draft, url: moved.url ?? "" };
      return t.moved;
    });
  }

  /** Deletes; comments are deleted, too, only after the second question says how it is. @param {boolean} force */
  removeArticle(force) {
    const { id } = /** @type {Article} */ (this.article);
    return this.attempt(async () => {
      try {
        await api.send("delete", "/v1/admin/articles/{article_id}", { path: { article_id: id }, query: { force } });
      } catch (error) {
        if (!(error instanceof Refused) || error.code !== "has_comments") throw error;
        this.deletion = "forced";
        return "";
      }
      keep(this.keptName, null);
      go(address("articles"));
      return "";
    });
  }

  async showPreview() {
    this.previewFault = "";
    try {
      const body = { body: this.draft.body };
      this.preview = (await withSession(() => api.send("post", "/v1/admin/articles/preview", { body }))).html;
    } catch (error) {
      this.previewFault = inWords(error);
    }
    this.refresh();
  }

  /** @param {string} pointer */
  fault(pointer) {
    return this.failure instanceof Refused ? this.failure.at(pointer) : undefined;
  }

  template() {
    if (this.loadFailure)
      return html`<div class="page"><div class="state"><p role="alert">${inWords(this.loadFailure)}</p><button @click=${() => this.load()}>${strings.errors.retry}</button></div></div>`;
    if (this.articleId && !this.article) return html`<div class="page">${loading()}</div>`;
    const { article, draft } = this;
    return html`
      <div class="page">
        <p><a href=${address("articles")}>${t.back}</a></p>
        <header class="page-head">
          <h1 dir="auto">${article ? article.title : t.write}</h1>
          ${article ? html`<a href=${address("queue", { status: "all", article: article.id })}>${t.commentsOf(article.comment_count, "")}</a>` : null}
        </header>
        ${isAdmin() ? this.form(draft) : html`<sanitised-text class="prose" dir="auto" .shown=${{ html: article?.html ?? "" }}></sanitised-text>`}
        ${article && isAdmin() ? this.further(article) : null}
      </div>
    `;
  }

  /** @param {Draft} draft */
  form(draft) {
    const text = (
      /** @type {"site" | "slug" | "title" | "lead" | "author" | "url"} */ name,
      /** @type {string} */ label,
      /** @type {string} */ hint = "",
    ) =>
      textField({
        label,
        hint,
        name,
        value: draft[name],
        fault: this.fault(`/${name}`),
        isRequired: name === "title",
        onInput: (value) => this.edit({ [name]: value }),
      });
    return html`
      <form class="form" @submit=${(/** @type {SubmitEvent} */ event) => this.save(event)}>
        ${text("title", t.title)}
        ${text("lead", t.lead, t.leadHint)}
        ${field(
          { label: t.body, hint: t.bodyHint, name: "body", fault: this.fault("/body") },
          ({ id, describedBy, invalid }) => html`
          <textarea id=${id} rows="14" dir="auto" required aria-describedby=${describedBy} aria-invalid=${invalid} .value=${draft.body} @input=${(/** @type {Event} */ event) => this.edit({ body: /** @type {HTMLTextAreaElement} */ (event.target).value })}></textarea>
        `,
        )}
        <div>
          <button type="button" @click=${() => this.showPreview()}>${t.preview}</button>
          ${this.previewFault ? html`<p class="fault" role="alert">${this.previewFault}</p>` : null}
          ${this.preview ? html`<section class="preview" aria-label=${t.previewOf}><sanitised-text class="prose" dir="auto" .shown=${{ html: this.preview }}></sanitised-text></section>` : null}
        </div>
        ${text("author", t.author)}
        ${this.article ? null : [text("site", strings.filters.site, t.siteHint), text("url", t.url, t.urlHint)]}
        ${text("slug", t.slug, t.slugHint)}
        ${this.references(draft.references)}
        <label class="check"><input type="checkbox" .checked=${draft.comments_open} @change=${(/** @type {Event} */ event) => this.edit({ comments_open: /** @type {HTMLInputElement} */ (event.target).checked })}> ${t.opened}</label>
        ${
          this.failure instanceof Refused && this.failure.code === "version_conflict"
            ? html`<div class="conflict"><p role="alert">${strings.errors.conflict}</p><button type="button" @click=${() => this.load()}>${strings.errors.load}</button></div>`
            : outcomeLine({ saved: this.saved, failure: this.failure })
        }
        <p class="form-end"><button class="primary" ?disabled=${this.isBusy}>${this.article ? t.save : t.publish}</button></p>
      </form>
    `;
  }

  /** @param {Reference[]} references */
  references(references) {
    const change = (/** @type {number} */ at, /** @type {Partial<Reference>} */ part) =>
      this.edit({ references: references.map((one, index) => (index === at ? { ...one, ...part } : one)) });
    return html`
      <fieldset>
        <legend>${t.references}</legend>
        <p class="hint">${t.referencesHint}</p>
        ${references.map(
          (one, at) => html`
          <div class="reference">
            <span class="num">${one.number}.</span>
            ${textField({ label: t.referenceText, name: `reference-${at}`, value: one.text, fault: this.fault(`/references/${at}/text`), onInput: (text) => change(at, { text }) })}
            ${textField({ label: t.url, name: `reference-url-${at}`, value: one.url ?? "", fault: this.fault(`/references/${at}/url`), onInput: (url) => change(at, { url: url || null }) })}
            <button type="button" class="link" @click=${() => this.edit({ references: references.filter((_, index) => index !== at).map((rest, index) => ({ ...rest, number: index + 1 })) })}>${t.removeReference(one.number)}</button>
          </div>
        `,
        )}
        <button type="button" @click=${() => this.edit({ references: [...references, { number: references.length + 1, text: "", url: null }] })}>${t.addReference}</button>
      </fieldset>
    `;
  }

  /** Moving and deleting: apart from the text, since each is an act of its own. @param {Article} article */
  further(article) {
    return html`
      <section class="further">
        <h2>${t.address}</h2>
        <form class="form" @submit=${(/** @type {SubmitEvent} */ event) => this.move(event)}>
          ${textField({ label: t.url, hint: t.moveHint, name: "move", value: article.url ?? "", fault: this.fault("/url"), type: "url", isRequired: true })}
          ${article.aliases.length ? html`<div><p class="hint">${t.aliases}</p><ul>${article.aliases.map((alias) => html`<li><bdi>${alias}</bdi></li>`)}</ul></div>` : null}
          <p><button ?disabled=${this.isBusy}>${t.move}</button></p>
        </form>
      </section>
      <section class="further">
        <h2>${t.deletion}</h2>
        ${
          this.deletion === "closed"
            ? html`<p><button class="danger" @click=${() => {
                this.deletion = "asking";
                this.refresh();
              }}>${t.remove}</button></p>`
            : html`
          <div class="conflict" role="alertdialog" aria-label=${t.deletion}>
            <p>${this.deletion === "forced" ? t.removeForced(article.comment_count) : t.removeAsk}</p>
            <button class="danger" ?disabled=${this.isBusy} @click=${() => this.removeArticle(this.deletion === "forced")}>${this.deletion === "forced" ? t.removeAll : t.removeYes}</button>
            <button @click=${() => {
              this.deletion = "closed";
              this.refresh();
            }}>${t.removeNo}</button>
          </div>`
        }
      </section>
    `;
  }
}

customElements.define("article-editor", ArticleEditor);
