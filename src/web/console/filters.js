// The filters of the queue: read from the address, written to it, and said in words.

import { strings } from "./strings.js";

/**
 * @typedef {"pending" | "approved" | "rejected" | "spam" | "withdrawn" | "all"} Status
 * @typedef {{status: Status, site: string, finding: string, article: string, author: string, q: string, age: string, sort: "oldest" | "newest"}} Filters
 */

export const STATUSES = /** @type {const} */ (["pending", "approved", "rejected", "spam", "withdrawn", "all"]);

const DAY = 86_400_000;
const MONTH = 30 * DAY;

/** The ages that can be asked for: what they are at most, or at least, in milliseconds. */
export const AGES = /** @type {Record<string, {most?: number, least?: number}>} */ ({
  "last-day": { most: DAY },
  "last-week": { most: 7 * DAY },
  "last-month": { most: MONTH },
  "over-week": { least: 7 * DAY },
  "over-month": { least: MONTH },
});

/** @param {URLSearchParams} query @returns {Filters} */
export function readFilters(query) {
  const text = (/** @type {string} */ name) => query.get(name)?.trim() ?? "";
  const status = STATUSES.find((known) => known === query.get("status")) ?? "pending";
  const age = Object.hasOwn(AGES, text("age")) ? text("age") : "";
  const sort = query.get("sort") === "newest" ? "newest" : "oldest";
  return {
    status,
    site: text("site"),
    finding: text("finding"),
    article: text("article"),
    author: text("author"),
    q: text("q"),
    age,
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

/**
 * The filters as parameters of the API. All pages of a list have the same `now`, from which ages count.
 * @param {Filters} filters
 * @param {number} now
 */
export function queryOf({ status, site, finding, article, author, q, age, sort }, now) {
  const { most, least } = AGES[age] ?? {};
  const before = (/** @type {number | undefined} */ span) => (span ? new Date(now - span).toISOString() : "");
  return { status, site, finding, article_id: article, author, q, from: before(most), to: before(least), sort };
}

/** Whether what arrives now can be of the age that is asked for. @param {Filters} filters */
export const takesNew = ({ age }) => !AGES[age]?.least;

/**
 * Each filter as a word that can be taken away, with the filters that then remain.
 * @param {Filters} filters
 * @returns {{words: string, rest: Filters | null}[]}
 */
export function filterWords(filters) {
  const { status, sort } = filters;
  const named = /** @type {const} */ (["site", "finding", "article", "author", "q", "age"]);
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
