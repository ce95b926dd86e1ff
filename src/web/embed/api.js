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

/**
 * @param {string} base The address of the service.
 * @param {AbortSignal} signal
 */
export function makeApi(base, signal) {
  /**
   * @param {string} path
   * @param {{ method?: string, query?: Record<string, any>, body?: any, token?: string, key?: string, fresh?: boolean }} [request]
   */
  return async (path, { method, query = {}, body, token, key, fresh } = {}) => {
    const url = new URL(path, base);
    for (const [name, value] of Object.entries(query)) if (value != null) url.searchParams.set(name, value);
    /** @type {Record<string, string>} */
    const headers = {};
    if (body) headers["Content-Type"] = "application/json";
    if (token) headers.Authorization = `Bearer ${token}`;
    if (key) headers["Idempotency-Key"] = key;

    let answer;
    let content;
    try {
      answer = await fetch(url, {
        method: method ?? (body ? "POST" : "GET"),
        headers,
        body: body && JSON.stringify(body),
        // A reader's page sends no cookies and stores nothing that only its author may see.
        credentials: "omit",
        cache: token ? "no-store" : fresh ? "no-cache" : "default",
        signal,
      });
      content = answer.status === 204 ? null : await answer.json();
    } catch (error) {
      if (signal.aborted) throw error;
      throw new Refusal({ code: "unreachable" }, 0);
    }
    if (answer.ok) return content;
    throw new Refusal(content, Number(answer.headers.get("Retry-After")) || 0);
  };
}
