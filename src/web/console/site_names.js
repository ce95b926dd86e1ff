// The names of the sites, for choices.

import { api } from "./service.js";

/** @returns {Promise<string[]>} */
export async function listSites() {
  const { items } = await api.send("get", "/v1/articles", { query: { limit: 100 }, isPublic: true });
  return [...new Set(items.map(({ site }) => site))].sort();
}
