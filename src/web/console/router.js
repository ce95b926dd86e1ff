// The addresses of the console: each page and each filter is one, so that reload, back and bookmarks work.

import { Store } from "../shared/store.js";

const ROOT = "/console";

/** @typedef {{page: string, id: string | null, query: URLSearchParams}} Place */

/** @returns {Place} */
function here() {
  const [page = "", id = null] = location.pathname.slice(ROOT.length).split("/").filter(Boolean);
  return { page: page || "queue", id: id && decodeURIComponent(id), query: new URLSearchParams(location.search) };
}

/** @type {Store<Place>} */
export const place = new Store(here());

/** The address of a page. @param {string} page @param {Record<string, string | null | undefined>} [query] */
export function address(page, query = {}) {
  const given = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const search = given.length ? `?${new URLSearchParams(given)}` : "";
  return `${ROOT}/${page}${search}`;
}

/** Goes to a page, as a step that "back" takes back. @param {string} url */
export function go(url) {
  history.pushState(null, "", url);
  place.set(here());
}

/** Changes the address of what is shown already. @param {string} url */
export function rename(url) {
  history.replaceState(null, "", url);
  place.set(here());
}

/** Makes links between pages of the console go without a reload. */
export function startRouter() {
  addEventListener("popstate", () => place.set(here()));
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const isPlain =
      !event.defaultPrevented &&
      event.button === 0 &&
      !event.ctrlKey &&
      !event.metaKey &&
      !event.shiftKey &&
      !event.altKey;
    if (!link || !isPlain || link.target || link.origin !== location.origin || !link.pathname.startsWith(ROOT)) return;
    event.preventDefault();
    go(link.href);
  });
}
