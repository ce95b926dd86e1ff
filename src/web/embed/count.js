// The element <moderato-count>: how many comments a page has. One request serves a whole list.

/** By the parameter of their page: the elements that wait for a number. @type {Map<string, HTMLElement[]>} */
let waiting = new Map();

async function load() {
  const asked = [...waiting];
  waiting = new Map();
  while (asked.length) {
    // A request has at most 100 pages, and addresses of 40,000 letters.
    let size = 0;
    const end = asked.findIndex(([name], n) => n === 100 || (size += name.length) > 40000);
    const part = asked.splice(0, end < 1 ? 100 : end);
    const url = new URL(`v1/counts?${part.map(([name]) => name).join("&")}`, import.meta.url);
    /** @type {Record<string, number> | null} */
    const counts = await fetch(url, { credentials: "omit" })
      .then((answer) => answer.json())
      .then(({ items }) => Object.fromEntries(items.flatMap(namesOf)))
      .catch(() => null);
    for (const [name, elements] of part) for (const it of elements) show(it, counts && (counts[name] ?? 0));
  }
}

/** An article of the answer under each name that it was asked by. @param {any} article */
const namesOf = ({ article_id, requested_urls, comment_count }) =>
  [`article_id=${article_id}`, ...requested_urls.map(nameOf)].map((name) => [name, comment_count]);

/** @param {string} url */
const nameOf = (url) => `url=${encodeURIComponent(url)}`;

/** Without a count, what the page has put into the element stays. @param {HTMLElement} element @param {number | null} total */
function show(element, total) {
  if (total !== null) {
    const locale = /** @type {any} */ (element.closest("[lang]"))?.lang || undefined;
    const form = new Intl.PluralRules(locale).select(total);
    const words = element.getAttribute(form) ?? element.getAttribute("other") ?? "#";
    element.textContent = words.replace("#", total.toLocaleString(locale));
  }
  const [name, detail] = total === null ? ["error", { code: "unreachable" }] : ["count", { total }];
  element.dispatchEvent(new CustomEvent(`moderato:${name}`, { detail, bubbles: true }));
}

class ModeratoCount extends HTMLElement {
  connectedCallback() {
    const id = this.getAttribute("article-id");
    const name = id ? `article_id=${id}` : nameOf(new URL(this.getAttribute("url") ?? "", document.baseURI).href);
    if (!waiting.size) queueMicrotask(load);
    waiting.set(name, [...(waiting.get(name) ?? []), this]);
  }
}

if (!customElements.get("moderato-count")) customElements.define("moderato-count", ModeratoCount);
