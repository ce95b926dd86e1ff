// The names of the sites, for choices.

import { api, isAdmin } from "./service.js";

/** All sites for admins; for moderators those of the latest articles, since the list is for admins only. @returns {Promise<string[]>} */
export async function listSites() {
  const { items } = isAdmin()
    ? await api.send("get", "/v1/admin/sites", { query: { limit: 100 } })
    : await api.send("get", "/v1/articles", { query: { limit: 100 }, isPublic: true });
  return [...new Set(items.map(({ site }) => site))].sort();
}
