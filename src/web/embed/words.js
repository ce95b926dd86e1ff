// Words, numbers and times in the language of the reader. Nothing here touches the page.

export const LANGUAGES = ["en", "de", "fr", "es", "fa", "ar", "zh", "ja", "hi"];
const RIGHT_TO_LEFT = ["fa", "ar"];
/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [
  ["year", 31536000],
  ["month", 2592000],
  ["week", 604800],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];

/**
 * The first of the wished locales whose language there is, as a valid tag.
 * @param {(string | null | undefined)[]} wished
 */
export function chooseLocale(wished) {
  for (const wish of wished) {
    try {
      const { baseName, language } = new Intl.Locale(/** @type {string} */ (wish).replace(/_/g, "-"));
      if (LANGUAGES.includes(language)) return { tag: baseName, language };
    } catch {
      // Not a tag: the next one.
    }
  }
  return { tag: "en", language: "en" };
}

/** @param {string} language */
export const directionOf = (language) => (RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr");

/**
 * How long ago, in the largest unit that fits; under a minute is now.
 * @param {number} milliseconds
 * @returns {[number, Intl.RelativeTimeFormatUnit]}
 */
export function inUnits(milliseconds) {
  const seconds = Math.max(0, milliseconds / 1000);
  for (const [unit, size] of UNITS) if (seconds >= size) return [-Math.floor(seconds / size), unit];
  return [0, "second"];
}

/**
 * @param {Record<string, any>} catalogue
 * @param {string} tag
 */
export function makeWords(catalogue, tag) {
  const known = { ...catalogue };
  const plural = new Intl.PluralRules(tag);
  const numbers = new Intl.NumberFormat(tag);
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: "auto" });
  const dates = new Intl.DateTimeFormat(tag, { dateStyle: "long", timeStyle: "short" });

  return {
    language: new Intl.Locale(tag).language,
    /** The words under a key. `n` chooses the plural form and is written as a number.
     * @param {string} key @param {Record<string, any>} [values] */
    say(key, values = {}) {
      const entry = known[key] ?? key;
      const text = typeof entry === "string" ? entry : (entry[plural.select(values.n)] ?? entry.other);
      return text.replace(/\{(\w+)\}/g, (/** @type {string} */ _, /** @type {string} */ name) =>
        typeof values[name] === "number" ? numbers.format(values[name]) : values[name],
      );
    },
    /** @param {string} key */
    has: (key) => key in known,
    /** @param {Record<string, any>} more */
    learn: (more) => void Object.assign(known, more),
    /** @param {string} time @param {number} now */
    ago: (time, now) => relative.format(...inUnits(now - Date.parse(time))),
    /** @param {string} time */
    exact: (time) => dates.format(Date.parse(time)),
  };
}
