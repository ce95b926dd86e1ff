// Times and numbers as people say them.

import { strings } from "./strings.js";

const LOCALE = document.documentElement.lang || "en";
const exact = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "short" });
const day = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium" });
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" });
const decimal = new Intl.NumberFormat(LOCALE);
const shares = new Intl.NumberFormat(LOCALE, { style: "percent", maximumFractionDigits: 0 });

/** The units with their seconds, and up to how many of them one counts. */
const UNITS = /** @type {const} */ ([
  ["minute", 60, 60],
  ["hour", 3_600, 24],
  ["day", 86_400, 60],
  ["month", 2_629_800, 24],
  ["year", 31_557_600, Infinity],
]);

/** @param {string} time */
export const exactTime = (time) => exact.format(new Date(time));

/** @param {string} time */
export const dayOf = (time) => day.format(new Date(time));

/** @param {number} count */
export const number = (count) => decimal.format(count);

/** @param {number} share */
export const percent = (share) => shares.format(share);

const hours = new Intl.DateTimeFormat(LOCALE, { weekday: "short", hour: "2-digit", minute: "2-digit" });
const days = new Intl.DateTimeFormat(LOCALE, { month: "short", day: "numeric", timeZone: "UTC" });

/** The time of a span of statistics: days are whole in UTC. @param {string} time @param {"hour" | "day"} bucket */
export const bucketTime = (time, bucket) => (bucket === "hour" ? hours : days).format(new Date(time));

/** The number and the unit of so many seconds. @param {number} seconds */
function inUnits(seconds) {
  const found = UNITS.find(([, size, most]) => seconds < size * most) ?? UNITS[4];
  return { unit: found[0], count: Math.max(0, Math.floor(seconds / found[1])) };
}

/** "2 minutes ago". @param {string} time */
export function ago(time) {
  const { unit, count } = inUnits((Date.now() - Date.parse(time)) / 1000);
  return unit === "minute" && count < 1 ? strings.times.now : relative.format(-count, unit);
}

/** "2 min", for lists. @param {string} time */
export function shortAge(time) {
  const { unit, count } = inUnits((Date.now() - Date.parse(time)) / 1000);
  return unit === "minute" && count < 1 ? strings.times.now : strings.times.short(count, unit);
}

/** "2 minutes". @param {number} seconds */
export function duration(seconds) {
  const { unit, count } = inUnits(seconds);
  return unit === "minute" && count < 1 ? strings.times.moments : strings.times.long(count, unit);
}
