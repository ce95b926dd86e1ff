// The only place where a string becomes markup: comments and articles that the service has rendered and sanitised.

/**
 * @typedef {{createHTML: (html: string) => string}} Policy
 */

/** @type {Policy} */
const policy = Reflect.get(globalThis, "trustedTypes")?.createPolicy("moderato", {
  createHTML: (/** @type {string} */ html) => html,
}) ?? {
  createHTML: (html) => html,
};

/**
 * Elements for a field `html` of the API. Nothing else may be given: `body`, names and titles are text.
 * @param {string} sanitisedHtml
 */
export function trustedHtml(sanitisedHtml) {
  const template = document.createElement("template");
  template.innerHTML = policy.createHTML(sanitisedHtml);
  return template.content;
}
