// Findings in plain words: why a comment waits, as sentences.

import { findingNames, strings } from "./strings.js";
import { duration } from "./times.js";

/** @import {Duplicate, Finding} from "moderato/contract" */

const { counted } = strings;

/** @typedef {{author: string, earlier: string, differs: string, others: string}} Relation */

/** The mark of a kind of reason in the list: one sign, always with words. @param {Finding} finding */
export const isHolding = (finding) => finding.severity === "hold";

/** @param {string} code */
export const findingName = (code) =>
  /** @type {string} */ (Reflect.get(findingNames, code) ?? code.replaceAll("_", " "));

/** The words that one text has and the other has not. @param {Duplicate | undefined} duplicate */
export function differingWords(duplicate) {
  const count = (/** @type {string} */ op) =>
    duplicate?.diff
      ?.filter((span) => span.op === op)
      .reduce((sum, { text }) => sum + text.trim().split(/\s+/).filter(Boolean).length, 0) ?? 0;
  return Math.max(count("insert"), count("delete"));
}

/** @type {Record<string, (evidence: any, relation: Relation) => string>} */
const SENTENCES = {
  near_duplicate: ({ kind }, { author, earlier, differs, others }) =>
    kind === "exact"
      ? `The same text as a comment ${author}, ${earlier}${others}`
      : `Nearly the same as a comment ${author}, ${earlier}${differs}${others}`,
  repeats_settled_group: () => "Repeats a group of duplicates that was settled before",
  contains: (_, { author, earlier }) => `Contains most of a comment ${author}, ${earlier}`,
  frame: (_, { author, earlier }) => `Same sentences with other words in them as a comment ${author}, ${earlier}`,
  short: (_, { earlier }) => `A short text that the author has posted before, ${earlier}`,
  campaign: ({ authors, comments, value }) =>
    value
      ? `Part of a campaign: ${counted(authors, "author", "authors")} spread ${value}`
      : `Part of a campaign: ${counted(authors, "author", "authors")} sent ${counted(comments, "such comment", "such comments")}`,
  shared_contact: ({ value, authors, comments }) =>
    `${value} was also given by ${counted(Math.max(0, authors - 1), "other author", "other authors")}, in ${counted(Math.max(0, comments - 1), "comment", "comments")}`,
  too_many_links: ({ links, limit, hosts }) =>
    `${counted(links, "link", "links")} to ${(hosts ?? []).join(", ")}; this site allows ${limit}`,
  reported: ({ count }) => `Reported by ${counted(count ?? 1, "reader", "readers")}`,
  new_author: () => "No comment by this author has been approved yet",
};

/** A finding as a sentence. @param {Finding} finding @param {Duplicate[]} [duplicates] */
export function findingWords(finding, duplicates = []) {
  const evidence = /** @type {Record<string, any>} */ (finding.evidence);
  const differing = differingWords(duplicates.find(({ comment_id }) => comment_id === evidence.comment_id));
  const relation = {
    author: evidence.same_author ? strings.card.bySame : strings.card.byOther,
    earlier: `${duration(Math.abs(evidence.age_seconds ?? 0))} ${(evidence.age_seconds ?? 0) < 0 ? "later" : "earlier"}`,
    differs: differing ? `: ${counted(differing, "word differs", "words differ")}` : "",
    others: evidence.matches > 1 ? `, and like ${counted(evidence.matches - 1, "other", "others")}` : "",
  };
  // Other releases find other things: what is not known here is said by its code and its numbers.
  return (
    SENTENCES[finding.code]?.(evidence, relation) ??
    `${strings.sentence(findingName(finding.code))}: ${evidenceWords(finding)}`
  );
}

/** The evidence as names and values. @param {Finding} finding */
export function evidenceWords(finding) {
  const pairs = Object.entries(finding.evidence).map(([name, value]) => `${name.replaceAll("_", " ")} ${plain(value)}`);
  return pairs.join(", ") || finding.phase;
}

/** A value of the evidence, however deep. @param {unknown} value @returns {string} */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain).join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name.replaceAll("_", " ")} ${plain(inner)}`)
    .join(", ");
}

/** The parts of a text that findings are about: hosts of links and written contacts. @param {Finding[]} findings */
export function markedParts(findings) {
  const of = (/** @type {string} */ code, /** @type {string} */ name) =>
    findings.filter((one) => one.code === code).flatMap((one) => Reflect.get(one.evidence, name) ?? []);
  return {
    hosts: /** @type {string[]} */ (of("too_many_links", "hosts")),
    texts: /** @type {string[]} */ (of("shared_contact", "value")),
  };
}
