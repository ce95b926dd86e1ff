// A store: a state that listeners follow, and values that stay in the browser.

/**
 * A state with listeners. Several changes in one turn reach them once.
 * @template {object} S
 */
export class Store {
  /** @type {Set<() => void>} */
  #listeners = new Set();
  #isScheduled = false;

  /** @param {S} state */
  constructor(state) {
    this.state = state;
  }

  /** Replaces some members of the state. @param {Partial<S>} change */
  set(change) {
    this.state = { ...this.state, ...change };
    this.changed();
  }

  /** Tells the listeners that something in the state has changed. */
  changed() {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      for (const listener of [...this.#listeners]) listener();
    });
  }

  /** Calls a listener after each change, until the returned function is called. @param {() => void} listener */
  follow(listener) {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/**
 * Reads a value that was kept in the browser. What cannot be read, because storage is off or holds something else,
 * is the default.
 * @template T
 * @param {string} name
 * @param {T} fallback
 * @returns {T}
 */
export function readKept(name, fallback) {
  try {
    const kept = JSON.parse(localStorage.getItem(`moderato.${name}`) ?? "null");
    return kept === null || typeof kept !== typeof fallback ? fallback : kept;
  } catch {
    return fallback;
  }
}

/** Keeps a value in the browser, and says whether the browser let it. @param {string} name @param {unknown} value */
export function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(`moderato.${name}`);
    else localStorage.setItem(`moderato.${name}`, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/**
 * A bounded map that forgets what was used least recently.
 * @template K, V
 */
export class Recent {
  /** @type {Map<K, V>} */
  #values = new Map();

  /** @param {number} capacity */
  constructor(capacity) {
    this.capacity = capacity;
  }

  /** @param {K} key */
  get(key) {
    const value = this.#values.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  /** @param {K} key @param {V} value */
  set(key, value) {
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size > this.capacity) this.#values.delete(/** @type {K} */ (this.#values.keys().next().value));
  }

  /** @param {K} key */
  delete(key) {
    this.#values.delete(key);
  }
}
