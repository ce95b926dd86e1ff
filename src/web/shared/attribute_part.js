// One attribute, property or listener of a template that has a value.

export class AttributePart {
  /** @type {unknown} */
  value = undefined;

  /** @param {Element} element @param {string} name */
  constructor(element, name) {
    this.element = element;
    this.name = name;
  }

  /** @param {unknown} value */
  update(value) {
    const kind = this.name[0];
    const name = this.name.slice(1);
    // A field's value changes by typing, too, so it is compared with the field and not with the last value.
    if (kind === "." && name === "value") {
      const field = /** @type {HTMLInputElement} */ (this.element);
      if (field.value !== value) field.value = String(value ?? "");
    } else if (value === this.value) {
      return;
    } else if (kind === "@") {
      if (this.value) this.element.removeEventListener(name, /** @type {EventListener} */ (this.value));
      if (value) this.element.addEventListener(name, /** @type {EventListener} */ (value));
    } else if (kind === ".") {
      Reflect.set(this.element, name, value);
    } else if (kind === "?") {
      this.element.toggleAttribute(name, Boolean(value));
    } else if (value === null || value === undefined || value === false || !isHarmless(this.name, value)) {
      this.element.removeAttribute(this.name);
    } else {
      this.element.setAttribute(this.name, String(value));
    }
    this.value = value;
  }
}

/** Whether an attribute runs nothing: addresses are relative, of the web, or of a mailbox. @param {string} name @param {unknown} value */
function isHarmless(name, value) {
  if (name !== "href" && name !== "src" && name !== "action") return true;
  return (
    URL.canParse(String(value), document.baseURI) &&
    /^(https?|mailto):$/.test(new URL(String(value), document.baseURI).protocol)
  );
}
