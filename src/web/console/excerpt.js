// The beginning of a text, for lists and links.

/** The first words of a text in one line; an ellipsis says that more follow. @param {string} body @param {number} [most] */
export function excerpt(body, most = 240) {
  const line = body.replace(/\s+/g, " ");
  return line.length > most ? `${line.slice(0, most).replace(/[\uD800-\uDBFF]$/, "")}…` : line;
}
