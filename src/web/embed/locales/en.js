// English: reading a thread. `{n}` is a number, which chooses the form (Intl.PluralRules).
export default {
  // The number of comments, as a heading.
  count: { one: "{n} comment", other: "{n} comments" },
  comments: "Comments",
  none: "No comments yet",
  show: "Show comments",
  loading: "Loading comments…",
  failed: "The comments cannot be loaded at the moment.",
  again: "Try again",
  order: "Order",
  oldest: "Oldest first",
  newest: "Newest first",
  more: "More comments",
  replies: { one: "{n} more reply", other: "{n} more replies" },
  // A button that shows what arrived while the page was open.
  arrivals: { one: "{n} new comment", other: "{n} new comments" },
  // Read aloud: comments that a link or a reply brought up before their place is loaded.
  apart: "Comments from further down",
  closed: "Comments are closed.",
  write: "Write a comment",
  // Beside the name of a moderator.
  moderator: "Moderator",
  edited: "edited",
  inReply: "In reply to {name}",
  reply: "Reply",
  report: "Report",
  replyTo: "Reply to {name}",
  link: "Link",
  linked: "Link copied.",
  gone: "The comment of this link is not shown any more.",
  withdrawn: "This comment was withdrawn.",
  removed: "This comment was removed.",
};
