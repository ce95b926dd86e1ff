// The element <moderato-count>: how many comments a page has. One request serves a whole list.

/** By the parameter of a page. @type {Map<string, Set<HTMLElement>>} */
let waiting = new Map();

async function load() {
  const asked = [...waiting];
  waiting = new Map();
  while (asked.length) {
    // A request takes 100 pages, 48 KiB.
    const part = [];
    let query = "";
    while (asked.length && part.length < 100 && query.length < 40000) {
      part.push(asked[0]);
      query += `&${asked.shift()?.[0]}`;
    }
    /** @type {Record<string, number> | null} */
    const counts = await fetch(new URL(`v1/counts?${query.slice(1)}`, import.meta.url))
      .then((answer) => answer.json())
      .then(({ items }) => Object.fromEntries(items.flatMap(namesOf)))
      .catch(() => null);
    for (const [name, elements] of part) for (const it of elements) show(it, counts && (counts[name] ?? 0));
  }
}

/** @param {any} item */
const namesOf = ({ article_id, requested_urls, comment_count }) =>
  [`article_id=${article_id}`, ...requested_urls.map(nameOf)].map((name) => [name, comment_count]);

/** @param {string} url */
const nameOf = (url) => `url=${encodeURIComponent(url)}`;

/** @param {HTMLElement} element @param {number | null} total */
function show(element, total) {
  if (total === null) {
    send(element, "error", { code: "unreachable" });
    return;
  }
  const locale = /** @type {any} */ (element.closest("[lang]"))?.lang || undefined;
  const form = new Intl.PluralRules(locale).select(total);
  const words = element.getAttribute(form) ?? element.getAttribute("other") ?? "#";
  element.textContent = words.replace("#", total.toLocaleString(locale));
  send(element, "count", { total });
}

/** @param {HTMLElement} element @param {string} name @param {any} detail */
const send = (element, name, detail) =>
  element.dispatchEvent(new CustomEvent(`moderato:${name}`, { detail, bubbles: true }));

class ModeratoCount extends HTMLElement {
  static observedAttributes = ["url", "article-id"];

  attributeChangedCallback() {
    if (this.isConnected) this.connectedCallback();
  }

  connectedCallback() {
    const id = this.getAttribute("article-id");
    const name = id ? `article_id=${id}` : nameOf(new URL(this.getAttribute("url") ?? "", document.baseURI).href);
    if (!waiting.size) queueMicrotask(load);
    waiting.set(name, (waiting.get(name) ?? new Set()).add(this));
  }
}

if (!customElements.get("moderato-count")) customElements.define("moderato-count", ModeratoCount);
