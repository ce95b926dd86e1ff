// The catalogue: every text of the console, in English. `//` comments are for translators.

import { pageStrings } from "./strings_pages.js";
import { commandStrings, policyStrings } from "./strings_reference.js";

const plurals = new Intl.PluralRules("en");

/** The form of a noun that fits a number, with the number. @param {number} count @param {string} one @param {string} other */
const counted = (count, one, other) => `${count.toLocaleString("en")} ${plurals.select(count) === "one" ? one : other}`;

/** Statuses of comments, as adjectives: "waiting" is what the API calls pending. */
const status = {
  pending: "waiting",
  approved: "approved",
  rejected: "declined",
  spam: "spam",
  withdrawn: "withdrawn",
  erased: "erased",
  all: "all comments",
};

/** What was done, as a past participle. */
const deeds = {
  approve: "approved",
  reject: "declined",
  spam: "marked as spam",
  hold: "set back to waiting",
  undo: "taken back",
  withdraw: "withdrawn",
  edit: "edited",
};

/** @param {string} action */
const done = (action) => Reflect.get(deeds, action) ?? action;

/** The first letter as a capital, at the start of a sentence. @param {string} text */
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

export const strings = {
  product: "Moderato",
  someone: "another moderator",
  status,
  done,
  sentence,
  counted,
  commands: commandStrings,
  policyFields: policyStrings,

  pages: {
    queue: "Queue",
    duplicates: "Duplicates",
    articles: "Articles",
    policy: "Policy",
    sites: "Sites",
    people: "People",
    log: "Log",
    overview: "Overview",
    account: "Account",
    help: "Help",
  },

  shell: {
    skip: "Skip to the content",
    menu: "Menu",
    goTo: "Go to",
    help: "Help",
    navigation: "Pages",
    loading: "Loading",
    offline:
      "You are offline. What you see was read before; decisions are kept on screen until the service has stored them.",
    brokenSince: (/** @type {string} */ time) =>
      `No live connection since ${time}. Trying again; the list may be behind.`,
    // Beside the name of a page; a plus says that there are more than were counted.
    count: (/** @type {number} */ of, /** @type {boolean} */ isMore) =>
      `${of.toLocaleString("en")}${isMore ? "+" : ""}`,
    notFound: "There is no such page.",
    toQueue: "Go to the queue",
  },

  session: {
    title: "Sign in",
    email: "Email",
    password: "Password",
    submit: "Sign in",
    busy: "Signing in",
    wrong: "Email and password do not match. Check both.",
    ended: "Your session has ended. Sign in to go on: nothing on this page is lost.",
    starting: "The service does not answer yet.",
    retry: "Try again",
    mustChange: "Choose a password of your own",
    mustChangeHint: "Somebody else knows the present one. Nothing else is possible before.",
  },

  errors: {
    unreachable: "The service does not answer. Check that it runs, then try again.",
    offline: "This device is offline. Connect it, then try again.",
    signedOut: "Your session has ended. Sign in again.",
    forbidden: "Your role does not allow this. An admin can do it, or give you the role.",
    rateLimited: (/** @type {number} */ seconds) =>
      `Too many requests. Try again in ${counted(seconds, "second", "seconds")}.`,
    unavailable: "The service is not available at the moment. Wait a few seconds, then try again.",
    failed: (/** @type {string} */ request) =>
      `The service failed. Try again; if it stays so, tell an operator the request ${request}.`,
    unexpected: (/** @type {string} */ text) => `The console failed: ${text}. Reload the page.`,
    retry: "Try again",
    conflict:
      "Somebody changed this while you edited it. Your text is still here. Load their version to compare, then save again.",
    load: "Load the present version",
  },

  // Short units stand in narrow columns: "2 min", "3 h".
  times: {
    now: "just now",
    moments: "moments",
    short: (/** @type {number} */ count, /** @type {string} */ unit) =>
      `${count} ${{ minute: "min", hour: "h", day: "d", month: "mo", year: "y" }[unit]}`,
    long: (/** @type {number} */ count, /** @type {string} */ unit) => counted(count, unit, `${unit}s`),
  },

  filters: {
    label: "Filters",
    change: "Change filters",
    search: "Search in texts",
    remove: (/** @type {string} */ words) => `Remove the filter ${words}`,
    apply: "Show",
    clear: "Clear all",
    status: "Status",
    site: "Site",
    finding: "Reason it was held",
    article: "Article id",
    author: "Author: whole email or part of the name",
    age: "Age",
    order: "Order",
    any: "Any",
    ages: {
      "": "Any",
      "last-day": "The last day",
      "last-week": "The last week",
      "last-month": "The last month",
      "over-week": "Older than a week",
      "over-month": "Older than a month",
    },
    sort: { oldest: "oldest first", newest: "newest first" },
    words: {
      site: (/** @type {string} */ site) => `site ${site}`,
      finding: (/** @type {string} */ code) => Reflect.get(findingNames, code) ?? code,
      article: (/** @type {string} */ id) => `article ${id.slice(0, 8)}…`,
      author: (/** @type {string} */ author) => `author ${author}`,
      q: (/** @type {string} */ text) => `“${text}”`,
      age: (/** @type {string} */ age) =>
        ({
          "last-day": "of the last day",
          "last-week": "of the last week",
          "last-month": "of the last month",
          "over-week": "older than a week",
          "over-month": "older than a month",
        })[age] ?? age,
    },
  },

  queue: {
    list: "Comments",
    card: "The comment",
    actions: "Decide",
    // "3 of 27"; a plus says that more are there than were counted.
    position: (/** @type {number} */ at, /** @type {number} */ of, /** @type {boolean} */ isMore) =>
      `${at.toLocaleString("en")} of ${of.toLocaleString("en")}${isMore ? "+" : ""}`,
    arrivals: (/** @type {number} */ count) => `${counted(count, "new comment", "new comments")}`,
    // Stands alone in an empty list.
    emptyPending: "Nothing waits. New comments show here by themselves when they arrive.",
    emptyFiltered: "No comment fits these filters.",
    notFound: "There is no such comment, or you may not see it.",
    back: "Back to the list",
    mark: (/** @type {string} */ name) => `Select the comment by ${name}`,
    marked: (/** @type {number} */ count) => `${counted(count, "comment", "comments")} selected`,
    unmark: "Clear the selection",
    approve: "Approve",
    decline: "Decline",
    spam: "Spam",
    hold: "Hold",
    undo: "Undo",
    reason: "Reason",
    reasonBefore: "With the reason",
    addReason: "Add a reason",
    note: "Note for moderators",
    noteHint: "Goes with the decision. Only moderators see it.",
    decided: (/** @type {string} */ action, /** @type {number} */ count) =>
      sentence(count === 1 ? done(action) : `${done(action)}: ${counted(count, "comment", "comments")}`),
    undone: (/** @type {string} */ action, /** @type {number} */ count) =>
      `Taken back: ${counted(count, "comment is", "comments are")} no longer ${done(action)}.`,
    nothingToUndo: "There is nothing to undo.",
    nothingToDo: (/** @type {string} */ name) =>
      `Nothing changes: the status is “${name}” already, or the author withdrew it.`,
    notStored: (/** @type {string} */ why) => `The decision was not stored. ${why}`,
    notUndone: (/** @type {string} */ why) => `Not taken back. ${why}`,
    changedMeanwhile: "The comment changed after you opened it.",
    whoWasFirst: (
      /** @type {string} */ who,
      /** @type {string} */ deed,
      /** @type {string} */ time,
      /** @type {string} */ now,
    ) =>
      `${sentence(who)} was first: ${deed} at ${new Date(time).toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit" })}. The status is now “${Reflect.get(status, now) ?? now}”.`,
    insist: (/** @type {string} */ action) =>
      `${{ approve: "Approve", reject: "Decline", spam: "Mark as spam", hold: "Hold" }[action]} all the same`,
    goOn: "Leave it so",
    tryAgain: "Try again",
    bulkOutcome: (/** @type {string} */ outcome) =>
      ({
        conflict: "Changed meanwhile: look at it again.",
        not_found: "No longer there.",
        unchanged: "Has this status already.",
      })[outcome] ?? outcome,
    bulkFailed: (/** @type {number} */ count, /** @type {string} */ why) =>
      `${counted(count, "comment was", "comments were")} left as before. ${why}`,
    withdrawn: "Its author withdrew it.",
    decidedElsewhere: (/** @type {string} */ who, /** @type {string} */ deed) => `${sentence(deed)} by ${who}.`,
    sentTo: (/** @type {string} */ words) => words,
  },

  card: {
    replyTo: (/** @type {string} */ name) => `reply to ${name}`,
    moderator: "moderator",
    erased: (/** @type {string} */ when) => `The personal data of its author were erased ${when}.`,
    edited: (/** @type {string} */ time) => `edited ${time}`,
    aboutArticle: "The article",
    inReplyTo: "In reply to",
    why: "Why it waits",
    found: "What was noticed",
    afterApproval: "On this site comments are shown after approval.",
    author: "The author",
    allOfAuthor: "All comments by this author",
    firstSeen: (/** @type {string} */ time) => `first seen ${time}`,
    firstComment: "first comment here",
    ofLast: (/** @type {number} */ count) => `of the last ${count}:`,
    none: "none decided yet",
    latest: "Latest decisions",
    reports: "Reports by readers",
    reportReasons: { spam: "Spam", abuse: "Abuse", off_topic: "Off topic", illegal: "Illegal", other: "Other" },
    noDetail: "No words added",
    compare: "Compare",
    thisText: "This comment",
    otherText: "The earlier one",
    otherLater: "The later one",
    sameText: "The texts are the same.",
    noDifferences: "The texts are too long to show their differences here.",
    bySame: "by the same author",
    byOther: "by another author",
    group: "Show the group",
    contacts: "Contacts in the text",
    contactKinds: {
      telephone: "Telephone",
      email: "Email",
      handle: "Handle",
      invitation: "Invitation",
      wallet: "Wallet",
      iban: "Bank account",
    },
    contactUse: (/** @type {number} */ authors, /** @type {number} */ comments) =>
      `also in ${counted(comments, "comment", "comments")} by ${counted(authors, "other author", "other authors")}`,
    contactAlone: "nobody else used it",
    revisions: "Earlier texts",
    revision: (/** @type {number} */ at, /** @type {string} */ time) => `Text ${at}, ${time}`,
    decisions: "Decisions so far",
    decision: (/** @type {string} */ deed, /** @type {string} */ who) => `${sentence(deed)} by ${who}`,
    byAuthor: "its author",
    evidence: "Numbers and codes",
    showEvidence: "Show numbers and codes",
    hideEvidence: "Hide numbers and codes",
    openThread: "Show in the log",
    moreCompared: (/** @type {number} */ count) => `Compare with ${counted(count, "other", "others")}`,
    less: "Compare with the nearest only",
  },

  help: {
    keys: "Keys",
    off: "Letters are switched off. Buttons and links do the same; Ctrl K and Ctrl Z work.",
    goTo: "Go to a page, an id or a text",
    undoToo: "Undo the last act",
    leave: "Leave a field, close what is open",
    reason: "Reason",
    silent:
      "Letters do nothing while you write, and with Ctrl, Alt or Meta. With Shift, a digit gives the last decision a reason.",
    change: "Change keys and reasons",
  },

  goTo: {
    label: "A page, an id, or words",
    findId: (/** @type {string} */ id) => `Find ${id}`,
    search: (/** @type {string} */ text) => `Search “${text}” in all comments`,
    author: (/** @type {string} */ text) => `Comments by “${text}”`,
    nothing: "Nothing has this id, or you may not see it.",
  },

  // Parts that several pages share.
  parts: {
    more: "Show more",
  },

  ...pageStrings({ counted, sentence }),

  keys: {
    notAKey: "Type one letter or sign, or a letter with Shift. Digits choose reasons.",
    taken: (/** @type {string} */ key, /** @type {string} */ command) =>
      `${key} already means “${command}”. Change that first.`,
  },

  // Sent to authors together with the decision, so they are sentences that may be told to others.
  reasons: [
    "Off topic",
    "Personal attack",
    "Advertising",
    "Repeats another comment",
    "Unfounded medical claim",
    "Private data of others",
    "Not constructive",
  ],
};

export const findingNames = {
  near_duplicate: "nearly the same",
  repeats_settled_group: "repeats a settled group",
  contains: "contains an earlier text",
  frame: "same frame, other words",
  short: "repeated short text",
  campaign: "part of a campaign",
  shared_contact: "contact used by others",
  too_many_links: "many links",
  new_author: "new author",
  reported: "reported by readers",
};
