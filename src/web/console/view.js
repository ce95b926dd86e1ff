// The base of the console's elements: one template, rendered again after what it follows has changed.

import { render } from "../shared/html.js";

/** @import {Template} from "../shared/html.js" */

export class View extends HTMLElement {
  /** @type {(() => void)[]} */
  #ends = [];
  #isScheduled = false;

  connectedCallback() {
    this.start();
    this.refresh();
  }

  disconnectedCallback() {
    for (const end of this.#ends.splice(0)) end();
  }

  /** What begins when the element is shown; `until` ends it. */
  start() {}

  /** @returns {Template | null} */
  template() {
    return null;
  }

  /** What happens after the elements are up to date. */
  rendered() {}

  /** Renders again after each change of a store, while the element is shown. @param {...{follow: (listener: () => void) => () => void}} stores */
  follow(...stores) {
    for (const store of stores) this.until(store.follow(() => this.refresh()));
  }

  /** Calls a function when the element is no longer shown. @param {() => void} end */
  until(end) {
    this.#ends.push(end);
  }

  /** Renders at the end of this turn. */
  refresh() {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      if (!this.isConnected) return;
      render(this, this.template());
      this.rendered();
    });
  }
}
