// The client of the HTTP API: typed requests, problems as errors, versions, and a session that renews itself.

/** @import {paths} from "moderato/api" */
/** @import {Answer, BodyOf, PathOf, Problem, QueryOf} from "moderato/contract" */

/** A "no" of the service, as its problem document says it. */
export class Refused extends Error {
  /** @param {Problem} problem @param {number} retryAfter Seconds; 0 if the service did not name any. */
  constructor(problem, retryAfter) {
    super(problem.detail);
    this.problem = problem;
    this.code = problem.code;
    this.status = problem.status;
    this.retryAfter = retryAfter;
  }

  /** What is wrong with one field of the request. @param {string} pointer */
  at(pointer) {
    return this.problem.errors?.find((error) => error.pointer === pointer)?.detail;
  }
}

/** No answer came: the network is away, or the service is. */
export class Unreachable extends Error {}

/** The session has ended and the request needs one. */
export class SignedOut extends Error {}

/** Renew the access token this long before it expires, in milliseconds. */
const RENEW_EARLY = 60_000;

export class Api {
  /** @type {string | null} */
  #token = null;
  #expiresAt = 0;
  /** @type {Promise<boolean> | null} */
  #renewal = null;

  /** @param {{base?: string, onSignedOut?: () => void}} options */
  constructor({ base = "", onSignedOut = () => {} } = {}) {
    this.base = base;
    this.onSignedOut = onSignedOut;
  }

  get isSignedIn() {
    return this.#token !== null;
  }

  /**
   * Sends a request and returns the body of its answer.
   * @template {keyof paths} P
   * @template {"get" | "post" | "put" | "patch" | "delete"} M
   * @param {M} method
   * @param {P} path
   * @param {{path?: PathOf<P, M>, query?: QueryOf<P, M>, body?: BodyOf<P, M>, once?: string, signal?: AbortSignal, isPublic?: boolean}} [options]
   *   `once` is the Idempotency-Key: a repeat with the same one is not done twice.
   * @returns {Promise<Answer<P, M>>}
   */
  async send(method, path, { path: names, query, body, once, signal, isPublic = false } = {}) {
    const url = this.base + fill(path, names ?? {}) + search(query ?? {});
    /** @type {Record<string, string>} */
    const headers = { Accept: "application/json" };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (once) headers["Idempotency-Key"] = once;

    const request = {
      method: method.toUpperCase(),
      headers,
      signal,
      body: body === undefined ? undefined : JSON.stringify(body),
    };
    const answer = isPublic ? await reach(url, request) : await this.fetch(url, request);

    if (answer.status === 204) return /** @type {Answer<P, M>} */ (undefined);
    if (!answer.ok) throw await refusal(answer);
    return answer.json();
  }

  /** Sends a request with the access token, and again with a new one if the first has expired. @param {string} url @param {RequestInit} request */
  async fetch(url, request) {
    if (Date.now() > this.#expiresAt - RENEW_EARLY) await this.renew();
    for (const isLast of [false, true]) {
      if (!this.#token) throw new SignedOut("The session has ended.");
      const headers = {
        .../** @type {Record<string, string>} */ (request.headers),
        Authorization: `Bearer ${this.#token}`,
      };
      const answer = await reach(url, { ...request, headers });
      if (answer.status !== 401 || isLast) return answer;
      await this.renew();
    }
    throw new SignedOut("The session has ended.");
  }

  /** @param {string} email @param {string} password */
  async signIn(email, password) {
    const body = { email, password, cookie: true };
    this.accept(await this.send("post", "/v1/auth/token", { body, isPublic: true }));
  }

  /** Gets a new access token for the refresh token in the cookie, once for all who wait. Says whether there is a session. */
  renew() {
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  async #renew() {
    const had = this.#token !== null;
    try {
      this.accept(await this.send("post", "/v1/auth/refresh", { isPublic: true }));
      return true;
    } catch (error) {
      // Only a clear no ends the session: while the service is away, what was typed and done stays.
      if (!(error instanceof Refused) || error.status >= 500 || error.status === 429) throw error;
      this.forget();
      if (had) this.onSignedOut();
      return false;
    }
  }

  /** Ends all sessions of the account but this one, which goes on with new tokens. @param {string} current @param {string} next */
  async changePassword(current, next) {
    const body = { current, new: next, cookie: true };
    this.accept(await this.send("post", "/v1/auth/password", { body }));
  }

  async signOut() {
    await this.send("post", "/v1/auth/logout");
    this.forget();
  }

  /** Takes over the tokens of an answer. @param {{access_token: string, expires_in: number}} tokens */
  accept(tokens) {
    this.#token = tokens.access_token;
    this.#expiresAt = Date.now() + tokens.expires_in * 1000;
  }

  forget() {
    this.#token = null;
    this.#expiresAt = 0;
  }
}

/** @param {string} url @param {RequestInit} request */
async function reach(url, request) {
  try {
    return await fetch(url, { credentials: "same-origin", cache: "no-store", ...request });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Unreachable("No answer from the service.");
  }
}

/** @param {Response} answer */
async function refusal(answer) {
  const retryAfter = Number(answer.headers.get("Retry-After") ?? 0);
  try {
    const problem = await answer.json();
    if (typeof problem.code === "string") return new Refused(problem, retryAfter);
  } catch {
    // A proxy before the service answers in HTML: that is no problem document.
  }
  return new Unreachable(`The answer has status ${answer.status} and is not the service's.`);
}

/** @param {string} path @param {Record<string, string>} names */
const fill = (path, names) => path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(names[name]));

/** @param {Record<string, unknown>} query */
function search(query) {
  const pairs = Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => ({ name, value: one })));
  const given = pairs.filter(({ value }) => value !== undefined && value !== null && value !== "");
  return given.length ? `?${new URLSearchParams(given.map(({ name, value }) => [name, String(value)]))}` : "";
}
