// The settings of this browser: theme, keys, reasons. They are kept here and not on the server.

import { keep, readKept, Store } from "../shared/store.js";
import { strings } from "./strings.js";

/** @typedef {"auto" | "light" | "dark"} Theme */
/** @typedef {{theme: Theme, keysOn: boolean, keys: Record<string, string>, reasons: string[], advance: boolean}} Settings */

/** @type {Settings} */
const DEFAULTS = { theme: "auto", keysOn: true, keys: {}, reasons: strings.reasons, advance: true };

/** @type {Store<Settings>} */
export const settings = new Store({ ...DEFAULTS, .../** @type {Partial<Settings>} */ (readKept("settings", {})) });

/** Changes settings and keeps them, and says whether the browser let it. @param {Partial<Settings>} change */
export function changeSettings(change) {
  settings.set(change);
  applyTheme();
  return keep("settings", settings.state);
}

export function applyTheme() {
  const { theme } = settings.state;
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
