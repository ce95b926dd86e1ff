// The articles: a list with where they stand, and the editor of one.

import { html, keyed } from "../shared/html.js";
import "./article_editor.js";
import { listEnd, textField } from "./page_parts.js";
import { Paged } from "./paged.js";
import { address, go, place } from "./router.js";
import { api, isAdmin } from "./service.js";
import { strings } from "./strings.js";
import { dayOf, exactTime, number } from "./times.js";
import { View } from "./view.js";

/** @import {Article} from "moderato/contract" */

const t = strings.articles;

class ArticlesPage extends View {
  /** @type {Paged<Article>} */
  list = new Paged((cursor) =>
    api.send("get", "/v1/articles", { query: { site: this.site, url: this.url, limit: 50, cursor }, isPublic: true }),
  );
  #asked = "-";

  get site() {
    return place.state.query.get("site");
  }

  get url() {
    return place.state.query.get("url");
  }

  start() {
    this.follow(this.list, place);
    this.until(place.follow(() => this.arrive()));
    this.arrive();
  }

  arrive() {
    const { page, id, query } = place.state;
    const asked = `${query}`;
    if (page !== "articles" || id) this.#asked = "-";
    else if (asked !== this.#asked) {
      this.#asked = asked;
      void this.list.load();
    }
  }

  /** @param {SubmitEvent} event */
  filter(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    go(address("articles", { site: String(form.get("site")).trim(), url: String(form.get("url")).trim() }));
  }

  template() {
    const { id } = place.state;
    if (id) return html`${keyed(id, html`<article-editor .articleId=${id === "new" ? null : id}></article-editor>`)}`;
    return html`
      <div class="page wide">
        <header class="page-head">
          <h1>${strings.pages.articles}</h1>
          ${isAdmin() ? html`<a class="button primary" href=${address("articles/new", { site: this.site })}>${t.write}</a>` : null}
        </header>
        <form class="filter-row" @submit=${(/** @type {SubmitEvent} */ event) => this.filter(event)}>
          ${textField({ label: strings.filters.site, name: "site", value: this.site ?? "" })}
          ${textField({ label: t.url, name: "url", value: this.url ?? "", type: "url" })}
          <button>${strings.filters.apply}</button>
        </form>
        ${this.list.state.items.length ? this.table(this.list.state.items) : null}
        ${listEnd(this.list, t.empty)}
      </div>
    `;
  }

  /** @param {Article[]} items */
  table(items) {
    return html`
      <div class="scroll-x" tabindex="0"><table class="rows">
        <thead><tr><th scope="col">${t.title}</th><th scope="col">${strings.filters.site}</th><th scope="col" class="num">${t.comments}</th><th scope="col">${t.state}</th><th scope="col">${t.published}</th></tr></thead>
        <tbody>
          ${items.map((one) =>
            keyed(
              one.id,
              html`
            <tr>
              <th scope="row"><a dir="auto" href=${address(`articles/${one.id}`)}>${one.title}</a></th>
              <td><bdi>${one.site}</bdi></td>
              <td class="num" data-label=${t.comments}><a href=${address("queue", { status: "all", article: one.id })} aria-label=${t.commentsOf(one.comment_count, one.title)}>${number(one.comment_count)}</a></td>
              <td data-label=${t.state}>${one.comments_open ? t.open : t.closed}</td>
              <td data-label=${t.published}><time datetime=${one.published_at} title=${exactTime(one.published_at)}>${dayOf(one.published_at)}</time></td>
            </tr>
          `,
            ),
          )}
        </tbody>
      </table></div>
    `;
  }
}

customElements.define("articles-page", ArticlesPage);
