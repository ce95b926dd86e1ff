// A service, a web site of another origin that shows its threads, and readers with browsers.
//
// MODERATO_BINARY names the program (default: target/debug/moderato). MODERATO_SERVICE names a service that runs already
// instead, whose admin is as below.

import { spawn } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const ADMIN = { email: "grace@example.org", password: "the tea is never too hot" };
const ROOT = new URL("../../../", import.meta.url).pathname;
const BROWSER = process.env.MODERATO_CHROMIUM ?? "/usr/bin/chromium";

/** Starts all three. `close` ends them. @param {{environment?: Record<string, string>}} [options] Of the service. */
export async function setUp({ environment = {} } = {}) {
  const service = await startService(environment);
  const host = await startHost(service.url);
  const browser = await chromium.launch({ executablePath: BROWSER, args: ["--no-sandbox"] });
  const admin = await signIn(service.url);

  return {
    service,
    host,
    browser,
    admin,
    async close() {
      await browser.close();
      host.server.closeAllConnections();
      host.server.close();
      await service.stop();
    },
  };
}

async function startService(environment) {
  if (process.env.MODERATO_SERVICE) return { url: process.env.MODERATO_SERVICE, stop: async () => {} };

  const data = await mkdtemp(join(tmpdir(), "moderato-embed-"));
  // Started by root, the embedded Postgres runs as another user, who needs access to this folder.
  await chmod(data, 0o755);
  const program = process.env.MODERATO_BINARY ?? join(ROOT, "target/debug/moderato");
  const env = {
    ...process.env,
    MODERATO_DATA_DIR: data,
    MODERATO_LISTEN: "127.0.0.1:0",
    MODERATO_ADMIN_EMAIL: ADMIN.email,
    MODERATO_ADMIN_PASSWORD: ADMIN.password,
    MODERATO_RATE_LIMITS: "off",
    MODERATO_DRAIN_SECONDS: "0",
    ...environment,
  };
  const child = spawn(program, ["serve"], { env, stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (part) => {
      said += part;
      const [, address] = /listens on (http:\/\/\S+)/.exec(said) ?? [];
      if (address) resolve(address);
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`The service ended with ${code}: ${said}`)));
  });

  return {
    url,
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** A web server of another origin. Each page has the strictest policy with which the thread works. */
async function startHost(service) {
  /** @type {Map<string, string>} */
  const pages = new Map();
  /** @type {Map<string, string>} */
  const policies = new Map();
  const policy = [
    "default-src 'none'",
    `script-src ${service}`,
    `connect-src ${service}`,
    "style-src 'self'",
    "img-src data:",
    "require-trusted-types-for 'script'",
    "trusted-types moderato",
  ].join("; ");
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://host").pathname;
    if (path === "/style.css") {
      response.writeHead(200, { "content-type": "text/css" });
      return response.end(STYLE);
    }
    const page = pages.get(path);
    response.writeHead(page ? 200 : 404, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policies.get(path) ?? policy,
    });
    response.end(page);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const url = `http://127.0.0.1:${server.address().port}`;
  const SCRIPTS = `<script type="module" src="${service}/embed.js"></script><script type="module" src="${service}/count.js"></script>`;
  let number = 0;

  return {
    server,
    url,
    /** Publishes a page whose body is this HTML, and returns its address. */
    page(
      body,
      {
        lang = "en",
        theme = "",
        title = "On tea",
        dir = "ltr",
        path = `/page-${++number}`,
        csp = policy,
        scripts = SCRIPTS,
      } = {},
    ) {
      policies.set(path, csp);
      pages.set(
        path,
        `<!doctype html><html lang="${lang}" dir="${dir}" class="${theme}"><meta charset="utf-8"><title>${title}</title>
        <meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
        <link rel="stylesheet" href="/style.css">
        ${scripts}
        <main><h1>${title}</h1>${body}</main><footer>The end of the page.</footer></html>`,
      );
      return url + path;
    },
  };
}

const STYLE = `
  body { font: 17px/1.6 sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 16px; background: #fff; color: #1d2426 }
  .dark body { background: #15191b; color: #dfe5e6 }
  .far { height: 3000px }
  moderato-thread:not(:defined) { display: block; min-height: 100vh }
`;

/** An admin's client. */
async function signIn(service) {
  const send = async (method, path, body, token) => {
    const headers = { "content-type": "application/json" };
    if (token) headers.authorization = `Bearer ${token}`;
    const answer = await fetch(service + path, { method, headers, body: body && JSON.stringify(body) });
    const content = answer.status === 204 ? null : await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(content)}`);
    return content;
  };
  const { access_token: token } = await send("POST", "/v1/auth/token", ADMIN);

  return {
    token,
    send: (method, path, body) => send(method, path, body, token),
    /** Sets the policy of a site that may be new. */
    async policy(site, policy) {
      const { version } = await send("GET", `/v1/admin/sites/${site}/policy`, undefined, token).catch(() => ({
        version: 0,
      }));
      return send("PUT", `/v1/admin/sites/${site}/policy`, { ...policy, version }, token);
    },
    async article(site, title = "On tea", more = {}) {
      return (await send("POST", "/v1/admin/articles", { site, title, body: "Leaves or bags?", ...more }, token)).id;
    },
    /** A comment by a reader somewhere else. */
    async comment(article, body, { name = "Ada", parent_id } = {}) {
      const email = `${crypto.randomUUID()}@example.org`;
      const { comment } = await send("POST", `/v1/articles/${article}/comments`, {
        author: { name, email },
        body,
        parent_id,
      });
      return comment;
    },
    async decide(id, action, reason) {
      const { version } = await send("GET", `/v1/admin/comments/${id}`, undefined, token);
      return send("POST", `/v1/admin/comments/${id}/decisions`, { action, version, reason }, token);
    },
  };
}

/** A reader with a browser of their own. All that goes wrong in it is in `faults`, all requests to the service in `requests`. */
export async function visit(world, { width = 1000, height = 900, ...options } = {}) {
  const context = await world.browser.newContext({ viewport: { width, height }, locale: "en-GB", ...options });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  const faults = [];
  const requests = [];
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("response", (answer) => answer.status() >= 400 && faults.push(`${answer.status()} ${answer.url()}`));
  page.on(
    "request",
    (request) =>
      request.url().startsWith(world.service.url) &&
      requests.push(`${request.method()} ${request.url().slice(world.service.url.length)}`),
  );
  await page.addInitScript(() => {
    globalThis.events = [];
    for (const name of ["loaded", "posted", "error", "count"]) {
      addEventListener(`moderato:${name}`, (event) => globalThis.events.push([name, event.detail]));
    }
  });

  const thread = page.locator("moderato-thread");
  return {
    page,
    thread,
    faults,
    requests,
    close: () => context.close(),
    /** Waits until the thread is there, with its comments. */
    async open(url) {
      await page.goto(url);
      await thread.locator("section:not([aria-busy])").waitFor();
    },
    /** The comment whose text contains these words. */
    comment: (words) => thread.getByRole("article").filter({ hasText: words }),
    async write(text, { name = "Grace", email = `${crypto.randomUUID()}@example.org` } = {}) {
      const box = thread.getByRole("textbox", { name: "Write a comment" });
      await box.click();
      await thread.getByLabel("Name").fill(name);
      await thread.getByLabel("Email").fill(email);
      await box.fill(text);
    },
    send: () => thread.getByRole("button", { name: "Send" }).click(),
    button: (name) => thread.getByRole("button", { name, exact: true }),
    says: (words) => thread.getByRole("status").filter({ hasText: words }).waitFor(),
    events: (name) =>
      page.evaluate((name) => globalThis.events.filter((it) => it[0] === name).map((it) => it[1]), name),
    /** The text of what has the focus, in the shadow, too. */
    focused: () =>
      page.evaluate(() => {
        let it = document.activeElement;
        while (it?.shadowRoot?.activeElement) it = it.shadowRoot.activeElement;
        return it?.id || it?.textContent || it?.tagName || "";
      }),
  };
}
