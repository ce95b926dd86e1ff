// A text as readers see it, with the parts marked that findings are about.

import { trustedHtml } from "../shared/trusted_html.js";

/** The most marks in one text. */
const MOST = 200;

/** @typedef {{html: string, hosts?: string[], texts?: string[]}} Shown */

class SanitisedText extends HTMLElement {
  #html = "";
  #marks = "";

  /** @param {Shown} shown */
  set shown({ html, hosts = [], texts = [] }) {
    const marks = JSON.stringify([hosts, texts]);
    if (html === this.#html && marks === this.#marks) return;
    this.#html = html;
    this.#marks = marks;

    this.replaceChildren(trustedHtml(html));
    for (const link of this.querySelectorAll("a")) {
      // Links of strangers open beside the console, and learn nothing of it.
      link.target = "_blank";
      link.rel = "nofollow ugc noopener noreferrer";
      if (hosts.includes(link.hostname)) link.classList.add("marked");
    }
    // What is wider than the card scrolls, also by keys.
    for (const wide of this.querySelectorAll("pre, table")) wide.setAttribute("tabindex", "0");
    for (const text of texts) if (text) markText(this, text);
  }
}

/** @param {HTMLElement} root @param {string} wanted */
function markText(root, wanted) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node && found.length < MOST; node = walker.nextNode()) {
    const at = /** @type {Text} */ (node).data.toLowerCase().indexOf(wanted.toLowerCase());
    if (at >= 0) found.push({ node: /** @type {Text} */ (node), at });
  }
  for (const { node, at } of found) {
    const part = node.splitText(at);
    part.splitText(Math.min(wanted.length, part.length));
    const mark = document.createElement("mark");
    part.replaceWith(mark);
    mark.append(part);
  }
}

customElements.define("sanitised-text", SanitisedText);
