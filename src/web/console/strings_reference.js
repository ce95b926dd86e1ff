// The catalogue, second part: the commands and the fields of a policy, each with its meaning.

export const commandStrings = {
  next: "Next comment",
  previous: "Previous comment",
  approve: "Approve",
  decline: "Decline",
  spam: "Mark as spam",
  hold: "Hold: let it wait again",
  undo: "Undo the last act",
  mark: "Select, or unselect",
  approveMarked: "Approve the selected",
  declineMarked: "Decline the selected",
  spamMarked: "Mark the selected as spam",
  group: "Show the group of duplicates",
  compare: "Show or hide the comparison",
  author: "All comments by the author",
  evidence: "Numbers and codes",
  note: "Write a note",
  arrivals: "Show what is new",
  table: "Show plots as tables",
  filters: "Change the filters",
  search: "Search",
  help: "Help",
};

/** Each field of a policy: its name, its meaning, and what its values are called. */
export const policyStrings = {
  mode: {
    name: "Comments wait for approval",
    meaning: "Which comments a moderator must approve before readers see them.",
    values: {
      all: "all of them",
      new_authors: "those of new authors, and those that were flagged",
      flagged: "those that were flagged",
      none: "none of them",
    },
  },
  challenge: {
    name: "Readers solve a challenge",
    meaning: "A small task before posting, which keeps simple programs away.",
    values: { off: "no", arithmetic: "a sum" },
  },
  near_duplicate_threshold: {
    name: "Texts are nearly the same from a similarity of",
    meaning: "From 0.3 to 1, for texts of 80 letters and more by different authors. Lower finds more and errs more.",
    unit: "",
  },
  containment_threshold: {
    name: "A text contains another from a share of",
    meaning: "From 0.5 to 1: how much of the shorter text must occur in the longer one.",
    unit: "",
  },
  duplicate_window_days: {
    name: "An author’s own comments are compared over",
    meaning:
      "How far back an author’s comments under other articles are searched. Under the same article there is no limit.",
    unit: "days",
  },
  other_authors_window_days: {
    name: "Other authors’ comments are compared over",
    meaning: "How far back texts and contacts of other authors are searched.",
    unit: "days",
  },
  repeat_refusal_seconds: {
    name: "The same text again is refused for",
    meaning: "By the same author in the same place. After this time it is held and not refused.",
    unit: "seconds",
  },
  campaign_authors: {
    name: "A campaign begins at",
    meaning: "The same message or contact by so many authors is noted as a campaign. 0 means never.",
    unit: "authors",
  },
  max_links: { name: "Links allowed in a comment", meaning: "A comment with more links is held.", unit: "links" },
  max_depth: { name: "Replies go down to the depth", meaning: "0 allows no replies.", unit: "levels" },
  close_after_days: {
    name: "Comments close after",
    meaning: "Counted from the publication of the article. 0 means never.",
    unit: "days",
  },
  edit_window_seconds: { name: "Authors may edit for", meaning: "Withdrawing has no time limit.", unit: "seconds" },
  origins: {
    name: "Pages that may show comments",
    meaning: "One origin a line, as scheme, host and port: https://example.org",
    unit: "",
  },
  registration: {
    name: "Pages become articles by themselves",
    meaning: "With its first comment, a page of one of the origins becomes an article.",
    values: { closed: "no", listed_origins: "yes, those of the origins" },
  },
  hash_routes: {
    name: "The part of an address after # names a page",
    meaning: "For single-page apps whose addresses look like https://example.org/#/about.",
    values: { true: "yes", false: "no" },
  },
  ignored_parameters: {
    name: "Parameters that tell no pages apart",
    meaning: "One name a line; a star may stand at the end. Those of campaigns (utm_*, fbclid) are ignored anyway.",
    unit: "",
  },
};
