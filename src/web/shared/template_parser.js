// Reads a template once: its elements as nodes to clone, and the places of its values.
//
// The parser knows what templates need: elements, attributes in double quotes, text, SVG. It makes elements by
// createElement, so no text is ever parsed as HTML.

/** @typedef {{path: number[], kind: "child" | "attribute", name: string}} Hole */
/** @typedef {{fragment: DocumentFragment, holes: Hole[]}} Compiled */

const SVG = "http://www.w3.org/2000/svg";
/** What is drawn: also where it is the top of a template, whose place is not known yet. */
const DRAWN = new Set(["svg", "g", "path", "line", "rect", "circle", "polyline", "text", "tspan"]);
const VOID = new Set(["br", "hr", "img", "input", "link", "meta"]);
const TAG = /^<(\/?)([a-z][a-z0-9-]*)/;
const ATTRIBUTE = /^\s*([@.?]?[a-zA-Z][\w-]*)(?:="([^"]*)"|(=)$)?/;
/** Attributes and properties whose values would be code or markup. */
const FORBIDDEN = /^(on|style$|srcdoc$|\.(inner|outer)HTML$)/;

/** @param {TemplateStringsArray} strings @returns {Compiled} */
export function compile(strings) {
  const parser = new Parser();
  for (const [index, string] of strings.entries()) {
    parser.read(string);
    if (index < strings.length - 1) parser.addHole();
  }
  return parser.finish();
}

class Parser {
  fragment = document.createDocumentFragment();
  /** @type {{node: Node, kind: Hole["kind"], name: string}[]} */
  marks = [];
  /** The elements around the present place. @type {(Element | DocumentFragment)[]} */
  open = [this.fragment];
  /** The element whose start tag is being read. @type {Element | null} */
  tag = null;
  /** The name of the attribute that takes the next value. */
  pending = "";

  get parent() {
    return this.open[this.open.length - 1];
  }

  /** Reads the text up to the next value. @param {string} string */
  read(string) {
    let rest = string;
    while (rest) rest = this.tag ? this.readInTag(this.tag, rest) : this.readContent(rest);
  }

  /** An attribute, or the end of a start tag. @param {Element} tag @param {string} rest @returns {string} What is left. */
  readInTag(tag, rest) {
    const end = /^\s*\/?>/.exec(rest);
    if (end) {
      if (!VOID.has(tag.localName) && !end[0].includes("/")) this.open.push(tag);
      this.tag = null;
      return rest.slice(end[0].length);
    }

    const attribute = ATTRIBUTE.exec(rest);
    if (!attribute) {
      if (rest.trim()) throw new Error(`Template: cannot read ${JSON.stringify(rest.slice(0, 40))}`);
      return "";
    }
    const [read, name, value = "", takesValue] = attribute;
    if (takesValue) this.pending = name;
    else tag.setAttribute(name, value);
    return rest.slice(read.length);
  }

  /** A start tag, an end tag, or text. @param {string} rest @returns {string} What is left. */
  readContent(rest) {
    const [read, slash, name] = TAG.exec(rest) ?? [];
    if (read && slash) {
      this.open.pop();
      return rest.slice(rest.indexOf(">") + 1);
    }
    if (read) {
      const isSvg = DRAWN.has(name) || /** @type {Element} */ (this.parent).namespaceURI === SVG;
      this.tag = isSvg ? document.createElementNS(SVG, name) : document.createElement(name);
      this.parent.append(this.tag);
      return rest.slice(read.length);
    }

    const next = rest.indexOf("<", 1);
    const text = next < 0 ? rest : rest.slice(0, next);
    // At the top, white space with a line break only sets the template apart from its quotes.
    if (this.parent !== this.fragment || !/^\s*\n\s*$/.test(text)) this.parent.append(text.replace(/\s+/g, " "));
    return rest.slice(text.length);
  }

  /** The place of a value: an attribute, or between elements. */
  addHole() {
    if (!this.tag) {
      const node = this.parent.appendChild(document.createComment(""));
      this.marks.push({ node, kind: "child", name: "" });
      return;
    }
    if (!this.pending || FORBIDDEN.test(this.pending)) throw new Error(`Template: "${this.pending}" takes no value`);
    this.marks.push({ node: this.tag, kind: "attribute", name: this.pending });
    this.pending = "";
  }

  /** @returns {Compiled} */
  finish() {
    if (this.open.length > 1) throw new Error(`Template: <${this.open[1].nodeName}> is not closed`);
    const { fragment } = this;
    return {
      fragment,
      holes: this.marks.map(({ node, kind, name }) => ({ path: pathTo(node, fragment), kind, name })),
    };
  }
}

/** @param {Node} node @param {Node} root */
function pathTo(node, root) {
  const path = [];
  for (let at = node; at !== root; at = /** @type {Node} */ (at.parentNode)) {
    path.unshift([.../** @type {Node} */ (at.parentNode).childNodes].indexOf(/** @type {ChildNode} */ (at)));
  }
  return path;
}
