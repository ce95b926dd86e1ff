// The support of the browser tests: a service, people with verbs, and pages that report what must not happen.
//
//   const service = await startService();
//   const grace = await service.signIn(browser, "grace");
//   await service.post("ada", "The second chart should start at zero.");
//
// The service is the program of MODERATO_BINARY (default: target/debug/moderato) with its own Postgres and a new data
// folder, on a free port of 127.0.0.1. It ends with the tests.

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const SCREENSHOTS = join(ROOT, "target/screenshots");
const BINARY = process.env.MODERATO_BINARY ?? join(ROOT, process.env.CARGO_TARGET_DIR ?? "target", "debug/moderato");
const CHROMIUM = process.env.MODERATO_CHROMIUM ?? "/usr/bin/chromium";
const PASSWORD = "teapot-orbit-lantern-27";
const START_MILLISECONDS = 60_000;

/** A browser for one file of tests. */
export const startBrowser = () => chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });

/**
 * Starts the program with a first admin and returns how to reach it and what it has printed.
 * @param {{demo?: boolean, environment?: Record<string, string | undefined>}} [options] A variable that is `undefined` is not set.
 */
export async function startProgram({ demo = false, environment = {} } = {}) {
  // Started by root, the embedded Postgres runs as another user, who needs access to this folder.
  const folder = await mkdtemp(join(tmpdir(), "moderato-browser-"));
  await chmod(folder, 0o755);

  const program = spawn(
    BINARY,
    ["serve", ...(demo ? ["--demo"] : []), "--data-dir", join(folder, "data"), "--listen", "127.0.0.1:0"],
    {
      env: {
        ...process.env,
        MODERATO_ADMIN_EMAIL: "grace@example.org",
        MODERATO_ADMIN_PASSWORD: PASSWORD,
        MODERATO_RATE_LIMITS: "off",
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const stop = async () => {
    const ended = new Promise((resolve) => program.once("exit", resolve));
    if (program.exitCode === null && program.kill("SIGTERM")) await ended;
    await rm(folder, { recursive: true, force: true });
  };

  try {
    const last = demo ? /demo page: +(http:\/\/[\d.:]+)/ : /listens on (http:\/\/[\d.:]+)/;
    return { ...(await saidBy(program, last)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @param {Parameters<typeof startProgram>[0]} [options] */
export async function startService(options) {
  const { base, stop } = await startProgram(options);
  try {
    const service = new Service(base, stop);
    service.admin = await service.token("grace");
    return service;
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Waits for the last line of the start, which has the address of the service.
 * @param {import("node:child_process").ChildProcess} program @param {RegExp} last
 * @returns {Promise<{base: string, said: string}>}
 */
function saidBy(program, last) {
  return new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(
      () => reject(new Error(`The service did not start in time:\n${said}`)),
      START_MILLISECONDS,
    );
    const hear = (/** @type {Buffer} */ chunk) => {
      said += chunk;
      const [, base] = last.exec(said) ?? [];
      if (!base) return;
      clearTimeout(timer);
      resolve({ base, said });
    };
    program.stdout?.on("data", hear);
    program.stderr?.on("data", hear);
    program.once("error", reject);
    program.once("exit", (code) => reject(new Error(`The service ended with ${code}:\n${said}`)));
  });
}

class Service {
  admin = "";
  #authors = 0;

  /** @param {string} base @param {() => Promise<void>} stop */
  constructor(base, stop) {
    this.base = base;
    this.stop = stop;
  }

  /**
   * Sends a request that must succeed and returns its body.
   * @param {string} method @param {string} path @param {unknown} [body] @param {string} [token] @returns {Promise<any>}
   */
  async send(method, path, body, token) {
    /** @type {Record<string, string>} */
    const headers = { "Content-Type": "application/json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    const answer = await fetch(this.base + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  /** An access token of one of the staff. @param {string} name */
  async token(name) {
    return (await this.send("POST", "/v1/auth/token", { email: `${name}@example.org`, password: PASSWORD }))
      .access_token;
  }

  /** Creates a moderator, who can sign in at once. @param {string} name */
  async moderator(name) {
    const email = `${name}@example.org`;
    await this.send(
      "POST",
      "/v1/admin/moderators",
      {
        email,
        name: name[0].toUpperCase() + name.slice(1),
        role: "moderator",
        password: PASSWORD,
        password_change_required: false,
      },
      this.admin,
    );
    return { name, token: await this.token(name) };
  }

  /** Publishes an article on a site. @param {string} title @param {Record<string, unknown>} [more] */
  publish(title, more = {}) {
    return this.send("POST", "/v1/admin/articles", { title, body: `About ${title}.`, ...more }, this.admin);
  }

  /** Replaces fields of a site's policy. @param {string} site @param {Record<string, unknown>} change */
  async policy(site, change) {
    const policy = await this.send("GET", `/v1/admin/sites/${site}/policy`, undefined, this.admin);
    return this.send("PUT", `/v1/admin/sites/${site}/policy`, { ...policy, ...change }, this.admin);
  }

  /** Posts a comment as a new author, or as one with this address. @param {{id: string}} article @param {string} name @param {string} body @param {{email?: string, parent_id?: string, website?: string}} [more] */
  async post(article, name, body, { email = `author${++this.#authors}@example.net`, parent_id, website } = {}) {
    const made = await this.send("POST", `/v1/articles/${article.id}/comments`, {
      author: { name, email, website },
      body,
      parent_id,
    });
    return { ...made.comment, token: made.guest_token };
  }

  /** The comments of the queue with these parameters. @param {string} [query] */
  async queue(query = "") {
    return (await this.send("GET", `/v1/admin/comments${query}`, undefined, this.admin)).items;
  }

  /** @param {string} id */
  comment(id) {
    return this.send("GET", `/v1/admin/comments/${id}`, undefined, this.admin);
  }

  /** Decides through the API, as a colleague does. @param {{id: string}} comment @param {string} action @param {string} token */
  async decide({ id }, action, token) {
    const { version } = await this.send("GET", `/v1/admin/comments/${id}`, undefined, token);
    return this.send("POST", `/v1/admin/comments/${id}/decisions`, { action, version }, token);
  }

  /**
   * A page of the console where somebody has signed in.
   * @param {import("playwright-core").Browser | import("playwright-core").BrowserContext} browser
   * @param {string} name
   * @param {{path?: string, viewport?: {width: number, height: number}, colorScheme?: "light" | "dark"}} [options]
   */
  async signIn(browser, name, { path = "", viewport = { width: 1440, height: 900 }, colorScheme = "light" } = {}) {
    const context = "newContext" in browser ? await browser.newContext({ viewport, colorScheme }) : browser;
    const page = await context.newPage();
    const faults = watch(page);
    await page.goto(`${this.base}/console/${path}`);
    await page.getByLabel("Email").fill(`${name}@example.org`);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.locator("#content").waitFor();
    return Object.assign(page, { faults });
  }
}

/** What must not happen on a page: errors, and reports of the content security policy. @param {import("playwright-core").Page} page */
export function watch(page) {
  /** @type {string[]} */
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error.stack)));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      faults.push(message.text());
  });
  return faults;
}

/** A text that no other comment has. @param {string} [words] */
export const uniqueText = (words = "A text") => `${words} ${randomUUID().slice(0, 13)}`;
