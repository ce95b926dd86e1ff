// Requests to the service, and its refusals.

/** Why a request has no result: the problem document of the answer, or `unreachable` without one. */
export class Refusal extends Error {
  /** @param {any} problem @param {number} wait Seconds until it makes sense to try again. */
  constructor(problem, wait) {
    super(problem.detail);
    this.code = problem.code;
    this.problem = problem;
    this.wait = wait;
  }
}

/** @typedef {{ method?: string, query?: Record<string, any>, body?: any, token?: string, key?: string, fresh?: boolean }} Request */

/**
 * @param {string} base The address of the service.
 * @param {AbortSignal} signal
 */
export function makeApi(base, signal) {
  /** @param {string} path @param {Request} [request] */
  return async (path, request = {}) => {
    const url = new URL(path, base);
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value != null) url.searchParams.set(name, value);
    }

    let answer;
    let content;
    try {
      answer = await fetch(url, { ...optionsOf(request), signal });
      content = answer.status === 204 ? null : await answer.json();
    } catch (error) {
      if (signal.aborted) throw error;
      throw new Refusal({ code: "unreachable" }, 0);
    }
    if (answer.ok) return content;
    throw new Refusal(content, Number(answer.headers.get("Retry-After")) || 0);
  };
}

/** @param {Request} request @returns {RequestInit} */
function optionsOf({ body, method = body ? "POST" : "GET", token, key, fresh }) {
  const headers = new Headers();
  if (body) headers.set("Content-Type", "application/json");
  if (token) headers.set("Authorization", `Bearer ${token}`);
  if (key) headers.set("Idempotency-Key", key);
  // No cookies, and no copy of what only its author may see.
  const cache = token ? "no-store" : fresh ? "no-cache" : "default";
  return { method, headers, body: body && JSON.stringify(body), credentials: "omit", cache };
}
