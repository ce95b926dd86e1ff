// The filters of the queue: read from the address, written to it, and said in words.

import { strings } from "./strings.js";

/**
 * @typedef {"pending" | "approved" | "rejected" | "spam" | "withdrawn" | "all"} Status
 * @typedef {{status: Status, site: string, finding: string, article: string, author: string, q: string, older: string, sort: "oldest" | "newest"}} Filters
 */

export const STATUSES = /** @type {const} */ (["pending", "approved", "rejected", "spam", "withdrawn", "all"]);

/** The ages that can be asked for, in milliseconds. */
export const AGES = /** @type {Record<string, number>} */ ({ "1h": 3_600_000, "1d": 86_400_000, "7d": 604_800_000 });

/** @param {URLSearchParams} query @returns {Filters} */
export function readFilters(query) {
  const text = (/** @type {string} */ name) => query.get(name)?.trim() ?? "";
  const status = STATUSES.find((known) => known === query.get("status")) ?? "pending";
  const older = text("older") in AGES ? text("older") : "";
  // What is older stands first if the oldest come first; so it can be read without reading the rest.
  const sort = query.get("sort") === "newest" && !older ? "newest" : "oldest";
  return {
    status,
    site: text("site"),
    finding: text("finding"),
    article: text("article"),
    author: text("author"),
    q: text("q"),
    older,
    sort,
  };
}

/** The filters as members of an address; what is usual is left out. @param {Filters} filters @returns {Record<string, string>} */
export function writeFilters(filters) {
  return {
    ...filters,
    status: filters.status === "pending" ? "" : filters.status,
    sort: filters.sort === "oldest" ? "" : filters.sort,
  };
}

/** The filters as parameters of the API. @param {Filters} filters */
export function queryOf({ status, site, finding, article, author, q, sort }) {
  return { status, site, finding, article_id: article, author, q, sort };
}

/**
 * Each filter as a word that can be taken away, with the filters that then remain.
 * @param {Filters} filters
 * @returns {{words: string, rest: Filters | null}[]}
 */
export function filterWords(filters) {
  const { status, sort } = filters;
  const named = /** @type {const} */ (["site", "finding", "article", "author", "q", "older"]);
  const given = named.filter((name) => filters[name]);
  return [
    { words: strings.status[status], rest: status === "pending" ? null : { ...filters, status: "pending" } },
    ...given.map((name) => ({ words: strings.filters.words[name](filters[name]), rest: { ...filters, [name]: "" } })),
    {
      words: strings.filters.sort[sort],
      rest: sort === "oldest" ? null : { ...filters, sort: /** @type {const} */ ("oldest") },
    },
  ];
}
