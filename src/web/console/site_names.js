// The names of the sites, for choices.

import { api } from "./service.js";

/** @import {Site} from "moderato/contract" */

/** The names of all sites, in their order. @returns {Promise<string[]>} */
export async function listSites() {
  /** @type {string[]} */
  const names = [];
  /** @type {string | undefined} */
  let cursor;
  do {
    /** @type {{items: Site[], next_cursor?: string | null}} */
    const page = await api.send("get", "/v1/admin/sites", { query: { limit: 100, cursor } });
    names.push(...page.items.map(({ site }) => site));
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return names.sort();
}
