// Keys that act: which key means what, and when a key is text and not a command.

import { closeMenus } from "./menus.js";
import { settings } from "./settings.js";
import { strings } from "./strings.js";

/**
 * The commands in the order in which the help lists them, with their keys. `Shift+A` is a letter with Shift; the
 * commands with Ctrl are not letters of their own, so they cannot be remapped and stay on.
 * @type {Record<string, string>}
 */
export const COMMANDS = {
  next: "j",
  previous: "k",
  approve: "a",
  decline: "d",
  spam: "s",
  hold: "u",
  undo: "z",
  mark: "x",
  approveMarked: "Shift+A",
  declineMarked: "Shift+D",
  spamMarked: "Shift+S",
  group: "g",
  compare: "c",
  author: "i",
  evidence: "e",
  note: "m",
  arrivals: "n",
  table: "t",
  filters: "f",
  search: "/",
  help: "?",
};

const FIXED = { "Ctrl+K": "goTo", "Ctrl+Z": "undo", Escape: "leave" };

/** @typedef {(event: KeyboardEvent) => void} Handler */
/** @type {Map<string, Handler[]>} */
const handlers = new Map();

/** The present key of a command; empty if letters are switched off. @param {string} command */
export function keyOf(command) {
  if (!settings.state.keysOn) return "";
  return settings.state.keys[command] ?? COMMANDS[command] ?? "";
}

/** Obeys a command, until the returned function is called. The last one that was added obeys first. @param {string} command @param {Handler} handler */
export function onCommand(command, handler) {
  const list = handlers.get(command) ?? [];
  handlers.set(command, [...list, handler]);
  return () => {
    handlers.set(
      command,
      (handlers.get(command) ?? []).filter((other) => other !== handler),
    );
  };
}

/** The key that an event stands for, in the spelling of `COMMANDS`. @param {KeyboardEvent} event */
export function spell(event) {
  // On a keyboard of another script the key's place counts: the letters on the buttons are Latin.
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1].toLowerCase();
  const key = letter && /^\P{ASCII}$/u.test(event.key) ? letter : event.key;
  if (event.ctrlKey || event.metaKey) return `Ctrl+${key.toUpperCase()}`;
  if (event.shiftKey && /^Digit\d$/.test(event.code)) return `Shift+${event.code.slice(5)}`;
  return event.shiftKey && /^[a-z]$/i.test(key)
    ? `Shift+${key.toUpperCase()}`
    : key.length === 1
      ? key.toLowerCase()
      : key;
}

/** Whether the person is writing: then letters are text. @param {KeyboardEvent} event */
function isText(event) {
  const target = event.composedPath()[0];
  if (event.isComposing || event.keyCode === 229 || event.altKey) return true;
  if (!(target instanceof HTMLElement)) return false;
  const isToggle = target instanceof HTMLInputElement && /^(checkbox|radio|button|submit)$/.test(target.type);
  return target.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !isToggle);
}

/** @param {KeyboardEvent} event */
function commandOf(event) {
  const key = spell(event);
  const fixed = Reflect.get(FIXED, key);
  if (key === "Ctrl+K" || key === "Escape") return fixed;
  if (isText(event)) return undefined;
  if (fixed) return event.shiftKey ? undefined : fixed;
  if (event.ctrlKey || event.metaKey || !settings.state.keysOn) return undefined;
  if (/^(Shift\+)?[1-9]$/.test(key)) return key.startsWith("Shift") ? "reasonAfter" : "reason";
  return Object.keys(COMMANDS).find((command) => keyOf(command) === key);
}

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || (event.repeat && !/^[jk]$/.test(event.key))) return;
    const command = commandOf(event);
    const handler = command && handlers.get(command)?.at(-1);
    if (!handler) return;
    event.preventDefault();
    closeMenus();
    handler(event);
  });
}

/** What is wrong with a key for a command, in words; null if nothing is. @param {string} command @param {string} key */
export function faultOfKey(command, key) {
  if (!/^(Shift\+[A-Z]|[^\s\d])$/.test(key)) return strings.keys.notAKey;
  const other = Object.keys(COMMANDS).find((name) => name !== command && keyOf(name) === key);
  return other ? strings.keys.taken(key, strings.commands[/** @type {keyof typeof strings.commands} */ (other)]) : null;
}
