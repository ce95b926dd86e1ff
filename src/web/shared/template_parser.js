// Reads a template once: its elements as nodes to clone, and the places of its values.
//
// The parser knows what templates need: elements, attributes in double quotes, text, SVG. It makes elements by
// createElement, so no text is ever parsed as HTML.

/** @typedef {{path: number[], kind: "child" | "attribute", name: string}} Hole */
/** @typedef {{fragment: DocumentFragment, holes: Hole[]}} Compiled */

const SVG = "http://www.w3.org/2000/svg";
const VOID = new Set(["br", "hr", "img", "input", "link", "meta"]);
const TAG = /^<(\/?)([a-z][a-z0-9-]*)/;
const ATTRIBUTE = /^\s*([@.?]?[a-zA-Z][\w-]*)(?:="([^"]*)"|(=)$)?/;

/** @param {TemplateStringsArray} strings @returns {Compiled} */
export function compile(strings) {
  const fragment = document.createDocumentFragment();
  /** @type {{node: Node, kind: Hole["kind"], name: string}[]} */
  const marks = [];
  /** @type {(Element | DocumentFragment)[]} */
  const open = [fragment];
  /** @type {Element | null} */
  let tag = null;

  strings.forEach((string, index) => {
    let rest = string;
    let pending = "";

    while (rest) {
      const parent = open[open.length - 1];
      const end = tag && /^\s*\/?>/.exec(rest);
      const attribute = tag && !end && ATTRIBUTE.exec(rest);
      const start = !tag && TAG.exec(rest);

      if (end && tag) {
        if (!VOID.has(tag.localName) && !end[0].includes("/")) open.push(tag);
        tag = null;
        rest = rest.slice(end[0].length);
      } else if (attribute && tag) {
        if (attribute[3]) pending = attribute[1];
        else tag.setAttribute(attribute[1], attribute[2] ?? "");
        rest = rest.slice(attribute[0].length);
      } else if (start) {
        if (start[1]) {
          open.pop();
          rest = rest.slice(rest.indexOf(">") + 1);
        } else {
          const inSvg = start[2] === "svg" || /** @type {Element} */ (parent).namespaceURI === SVG;
          tag = inSvg ? document.createElementNS(SVG, start[2]) : document.createElement(start[2]);
          parent.append(tag);
          rest = rest.slice(start[0].length);
        }
      } else if (tag) {
        if (rest.trim()) throw new Error(`Template: cannot read ${JSON.stringify(rest.slice(0, 40))}`);
        rest = "";
      } else {
        const next = rest.indexOf("<", 1);
        const text = next < 0 ? rest : rest.slice(0, next);
        const shown = text.replace(/^\s*\n\s*|\s*\n\s*$/g, "").replace(/\s*\n\s*/g, " ");
        if (shown) parent.append(shown);
        rest = rest.slice(text.length);
      }
    }

    if (index === strings.length - 1) return;
    if (tag) {
      if (/^(on|style$|srcdoc$|\.(inner|outer)HTML$)/.test(pending)) throw new Error(`Template: ${pending} takes no value`);
      marks.push({ node: tag, kind: "attribute", name: pending });
    } else {
      marks.push({ node: open[open.length - 1].appendChild(document.createComment("")), kind: "child", name: "" });
    }
  });

  if (open.length > 1) throw new Error(`Template: <${/** @type {Element} */ (open[1]).localName}> is not closed`);
  return { fragment, holes: marks.map(({ node, kind, name }) => ({ path: pathTo(node, fragment), kind, name })) };
}

/** @param {Node} node @param {Node} root */
function pathTo(node, root) {
  const path = [];
  for (let at = node; at !== root; at = /** @type {Node} */ (at.parentNode)) {
    path.unshift([.../** @type {Node} */ (at.parentNode).childNodes].indexOf(/** @type {ChildNode} */ (at)));
  }
  return path;
}
