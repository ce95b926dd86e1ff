// Makes elements. Text goes in as text; the only door for HTML is `setServerHtml`.

/**
 * @param {string} tag
 * @param {Record<string, any>} [attributes] A function listens to the event of its name; null and
 *   false leave an attribute out.
 * @param {...(Node | string | null | undefined)} children
 * @returns {any}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value != null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(.../** @type {(Node | string)[]} */ (children.filter((child) => child != null)));
  return element;
}

/** @param {string} words @param {(event: Event) => void} click @param {string} [part] */
export const makeButton = (words, click, part = "button") => make("button", { type: "button", part, click }, words);

/** @type {{ createHTML(html: string): any } | undefined} */
let policy;
try {
  policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("moderato", {
    createHTML: (/** @type {string} */ html) => html,
  });
} catch {
  // The page's CSP does not list `moderato`, or another copy of this module came first.
}

/**
 * Shows the `html` of an answer, which the service has sanitised. Nothing else may be given to it.
 * Where the page forbids that, the Markdown is shown as text.
 * @param {HTMLElement} element
 * @param {{ html: string, body: string }} answer
 */
export function setServerHtml(element, { html, body }) {
  try {
    element.innerHTML = policy ? policy.createHTML(html) : html;
  } catch {
    element.textContent = body;
  }
}
