// A template function: builds the elements of a template once, then updates only what changed.
//
//   render(root, html`<button ?disabled=${busy} @click=${save}>${label}</button>`)
//
// Values become text or attributes and are never parsed, so there is no way to inject markup and no sink that Trusted
// Types would have to guard. A whole attribute is one value: `name=${..}`, `?flag=${..}`, `.property=${..}`,
// `@event=${..}`. White space counts as one space, as in HTML.

import { AttributePart } from "./attribute_part.js";
import { compile } from "./template_parser.js";

/** @import {Compiled} from "./template_parser.js" */
/** @typedef {{strings: TemplateStringsArray, values: unknown[], key: unknown}} Template */

/** @type {WeakMap<TemplateStringsArray, Compiled>} */
const compiledTemplates = new WeakMap();
/** @type {WeakMap<Node, ChildPart>} */
const roots = new WeakMap();

/** @param {TemplateStringsArray} strings @param {unknown[]} values @returns {Template} */
export const html = (strings, ...values) => ({ strings, values, key: undefined });

/** Marks an item of a list, so that its elements move with it. @param {unknown} key @param {Template} template */
export const keyed = (key, template) => ({ ...template, key });

/** Shows a value in an element, in place of what was rendered there before. @param {Element | DocumentFragment} root @param {unknown} value */
export function render(root, value) {
  let part = roots.get(root);
  if (!part) {
    root.replaceChildren();
    part = new ChildPart(root.appendChild(document.createComment("")));
    roots.set(root, part);
  }
  part.update(value);
}

class Instance {
  /** @param {Template} template */
  constructor(template) {
    const compiled = compiledTemplates.get(template.strings) ?? compile(template.strings);
    compiledTemplates.set(template.strings, compiled);
    this.template = template;
    this.fragment = document.importNode(compiled.fragment, true);

    // All targets are found before the first update adds nodes, which would shift the paths.
    const targets = compiled.holes.map((hole) =>
      hole.path.reduce((node, step) => node.childNodes[step], /** @type {Node} */ (this.fragment)),
    );
    this.parts = compiled.holes.map((hole, index) =>
      hole.kind === "child"
        ? new ChildPart(/** @type {Comment} */ (targets[index]))
        : new AttributePart(/** @type {Element} */ (targets[index]), hole.name),
    );
    this.nodes = [...this.fragment.childNodes];
    this.update(template);
  }

  /** @param {Template} template */
  update(template) {
    this.template = template;
    for (const [index, part] of this.parts.entries()) part.update(template.values[index]);
  }
}

class ChildPart {
  /** @type {Instance | Node | null} */
  content = null;
  /** @type {ChildPart[]} */
  items = [];
  /** @type {unknown} */
  key = undefined;

  /** @param {Comment} marker The node before which the content stands. */
  constructor(marker) {
    this.marker = marker;
  }

  /** @param {unknown} value */
  update(value) {
    if (Array.isArray(value)) {
      if (this.content) this.clear();
      this.updateItems(value);
      return;
    }
    if (this.items.length) this.clear();

    if (isTemplate(value)) {
      const { content } = this;
      if (
        content instanceof Instance &&
        content.template.strings === value.strings &&
        content.template.key === value.key
      )
        content.update(value);
      else this.replace(new Instance(value));
    } else if (value instanceof Node) {
      if (this.content !== value) this.replace(value);
    } else if (value === null || value === undefined || typeof value === "boolean") {
      if (this.content) this.clear();
    } else if (this.content instanceof Text) {
      if (this.content.data !== String(value)) this.content.data = String(value);
    } else {
      this.replace(document.createTextNode(String(value)));
    }
  }

  /** @param {Instance | Node} content */
  replace(content) {
    this.clear();
    this.content = content;
    this.marker.before(content instanceof Instance ? content.fragment : content);
  }

  /** @param {unknown[]} values */
  updateItems(values) {
    /** @type {unknown[]} */
    const keys = values.map((value, index) => (isTemplate(value) && value.key !== undefined ? value.key : index));
    const wanted = new Set(keys);
    const known = new Map(this.items.map((item) => [item.key, item]));
    for (const item of this.items) if (!wanted.has(item.key)) item.remove();

    let next = this.items.find((item) => wanted.has(item.key))?.first() ?? this.marker;
    this.items = values.map((value, index) => {
      const item = known.get(keys[index]) ?? new ChildPart(document.createComment(""));
      item.key = keys[index];
      // Elements that stand in their place already are not touched, so that they keep focus and scroll position.
      if (item.marker.parentNode && item.first() === next) next = /** @type {ChildNode} */ (item.marker.nextSibling);
      else next.before(...item.nodes());
      item.update(value);
      return item;
    });
  }

  /** @returns {ChildNode[]} */
  nodes() {
    const { content } = this;
    const own =
      content instanceof Instance
        ? content.parts.length
          ? instanceNodes(content)
          : content.nodes
        : content
          ? [/** @type {ChildNode} */ (content)]
          : [];
    return [...this.items.flatMap((item) => item.nodes()), ...own, this.marker];
  }

  first() {
    return this.nodes()[0];
  }

  clear() {
    for (const node of this.nodes()) if (node !== this.marker) node.remove();
    this.content = null;
    this.items = [];
  }

  remove() {
    this.clear();
    this.marker.remove();
  }
}

/** The present nodes of an instance at its top level. @param {Instance} instance @returns {ChildNode[]} */
function instanceNodes(instance) {
  const nested = new Map(instance.parts.flatMap((part) => (part instanceof ChildPart ? [[part.marker, part]] : [])));
  return instance.nodes.flatMap((node) => nested.get(/** @type {Comment} */ (node))?.nodes() ?? [node]);
}

/** @param {unknown} value @returns {value is Template} */
const isTemplate = (value) => typeof value === "object" && value !== null && "strings" in value;
