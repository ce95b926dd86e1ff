// What the browser of a reader remembers: their own comments with tokens, unsent texts, their name.

const LIMITS = { own: 200, drafts: 20 };
/** Kept here where the page may not store anything. @type {Record<string, string>} */
const memory = {};

/** @param {string} name */
const read = (name) => {
  const key = `moderato:${name}`;
  try {
    return JSON.parse(localStorage.getItem(key) ?? memory[key] ?? "{}");
  } catch {
    return JSON.parse(memory[key] ?? "{}");
  }
};

/** @param {string} name @param {any} value */
const write = (name, value) => {
  const key = `moderato:${name}`;
  memory[key] = JSON.stringify(value);
  try {
    localStorage.setItem(key, memory[key]);
  } catch {
    // Full or forbidden: it lasts as long as the page.
  }
};

/**
 * One of the lists, whose oldest entries give way to new ones.
 * @param {"own" | "drafts"} name
 */
const list = (name) => ({
  all: () => read(name),
  /** @param {string} key */
  get: (key) => read(name)[key],
  /** @param {string} key @param {any} [value] None deletes the entry. */
  set(key, value) {
    const { [key]: _, ...rest } = read(name);
    const entries = Object.entries(rest);
    if (value) entries.push([key, value]);
    write(name, Object.fromEntries(entries.slice(-LIMITS[name])));
  },
});

/** By the id of a comment: `{ token, article, email, at, settled }`. */
export const own = list("own");
/** By the place of a form: its text. */
export const drafts = list("drafts");
export const author = {
  get: () => read("author"),
  /** @param {any} value */
  set: (value) => write("author", value),
};
