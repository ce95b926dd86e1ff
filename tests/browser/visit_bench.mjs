// What a thread costs the page that it stands on, and how large pages grow that show a long thread or a long queue.
//
//   node tests/browser/visit_bench.mjs               everything
//   node tests/browser/visit_bench.mjs --rounds 5    fewer visits
//
// MODERATO_BINARY names the program, which should be a release build. The page with the thread and the page without it
// are visited by turns, each time by a browser that has seen nothing, and once more by the same browser.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startDatabase } from "./database.mjs";
import { ROOT, startBrowser, startService } from "./support.mjs";

const { values: options } = parseArgs({ options: { rounds: { type: "string", default: "15" } } });
const ROUNDS = Number(options.rounds);
const SHORT = 27;
const LONG = 10_000;
const SMALL_QUEUE = 100;
const PAGES = 20;
/** Comments on a page of the queue. */
const QUEUE_PAGE = 50;
/** Milliseconds after the last comment is shown, for requests and layout shifts that come late. */
const AFTER = 500;

const STYLE = `
  body { font: 17px/1.6 sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 16px }
  moderato-thread:not(:defined) { display: block; min-height: 100vh }
`;

const demo = JSON.parse(await readFile(join(ROOT, "src/cli/demo/demo.json"), "utf8"));
const database = await startDatabase();
const service = await startService({ environment: { DATABASE_URL: database.url } });
const host = await startHost();
const browser = await startBrowser();

/** A web site of another origin. Its style sheet may be cached, as that of a careful site. */
async function startHost() {
  /** @type {Map<string, string>} */
  const pages = new Map();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://host").pathname;
    if (path === "/style.css") {
      response.writeHead(200, { "content-type": "text/css", "cache-control": "max-age=31536000, immutable" });
      return response.end(STYLE);
    }
    const content = pages.get(path);
    response.writeHead(content ? 200 : 404, { "content-type": "text/html; charset=utf-8" });
    response.end(content);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { server, pages, url: `http://127.0.0.1:${port}` };
}

/** A thread that does not wait until it comes near the window: the worst for its page. @param {string} article */
const thread = (article) =>
  `<script type="module" src="${service.base}/embed.js"></script>
   <moderato-thread article-id="${article}" loading="eager"></moderato-thread>`;

/** The demo's article as a page of a web site. @param {string} comments */
function page(comments) {
  const text = demo.article.body.replace(/[&<>]/g, "").split("\n\n");
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${demo.article.title}</title>
    <meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
    <link rel="stylesheet" href="/style.css">
    <main><h1>${demo.article.title}</h1>${text.map((/** @type {string} */ it) => `<p>${it}</p>`).join("")}
    ${comments}</main><footer>The end of the page.</footer></html>`;
}

/** Writes the first comments of the demo with their replies. @param {{id: string}} article */
async function writeDemo(article) {
  /** @type {string[]} */
  const ids = [];
  for (const { name, email, website, body, reply_to } of demo.comments.slice(0, SHORT)) {
    const more = { email, website: website ?? undefined, parent_id: reply_to ? ids[reply_to - 1] : undefined };
    ids.push((await service.post(article, name, body, more)).id);
  }
}

/**
 * Inserts comments by SQL; of published ones every fourth begins a branch and three answer it.
 * @param {string} article @param {number} count @param {"approved" | "pending"} status
 */
function fill(article, count, status) {
  const root = status === "approved" ? "n - (n - 1) % 4" : "n";
  const begin = Date.now() - count;
  // Ids of version 7: by the time, and by what tells articles apart.
  const id = (/** @type {string} */ n) =>
    `(lpad(to_hex(${begin} + ${n}), 12, '0') || '7000' || '8' || substr('${article}', 26, 11) || lpad(to_hex(${n} % 16), 4, '0'))::uuid`;
  return database.query(`
    INSERT INTO comments (site_id, comment_id, article_id, parent_id, path, depth, status, visible, author_name,
      author_email, author_key, body, html, policy_version, created_at)
    SELECT site_id, ${id("n")}, '${article}', CASE WHEN ${root} < n THEN ${id(`(${root})`)} END,
      CASE WHEN ${root} < n THEN uuid_send(${id(`(${root})`)}) ELSE '' END || uuid_send(${id("n")}),
      (${root} < n)::integer, '${status}', ${status === "approved"}, 'Reader ' || n, 'reader' || n || '@example.org',
      sha256(int8send(n)), body, '<p dir="auto">' || body || '</p>', 1, to_timestamp((${begin} + n) / 1000.0)
    FROM sites, generate_series(1, ${count}::bigint) n,
      LATERAL (SELECT 'Comment ' || n || ' says what a comment says: ' || repeat('some words and then more of them, ',
        (1 + n * 7919 % 9)::integer) || 'and an end.' AS body) bodies
    WHERE name = 'default'`);
}

/** @param {number[]} values @param {number} share */
const quantile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];

/** @param {number[]} values */
const spread = (values) =>
  `${quantile(values, 0.5).toFixed(2)} (quartiles ${quantile(values, 0.25).toFixed(2)} and ${quantile(values, 0.75).toFixed(2)})`;

/** Visits both pages by turns, and prints the ratios, the requests and the bytes. */
async function compareVisits() {
  // The service compresses a file when it is asked for it the first time.
  for (const path of ["/without", "/with"]) await visitTwice(path);

  const pairs = [];
  for (let round = 0; round < ROUNDS; round++) {
    const order = round % 2 ? ["/with", "/without"] : ["/without", "/with"];
    /** @type {Record<string, {cold: Visit, warm: Visit}>} */
    const pair = {};
    for (const path of order) pair[path] = await visitTwice(path);
    pairs.push(pair);
  }

  console.log(`A thread of ${SHORT} comments, ${ROUNDS} visits to each page:`);
  for (const state of /** @type {const} */ (["cold", "warm"])) {
    for (const [name, words] of /** @type {const} */ ([
      ["load", "load event"],
      ["paint", "first contentful paint"],
    ])) {
      const ratios = pairs.map((pair) => pair["/with"][state][name] / pair["/without"][state][name]);
      console.log(`  ${words}, ${state}, with the thread against without it: ${spread(ratios)}`);
    }
    const visits = pairs.map((pair) => pair["/with"][state]);
    const { requests, bytes } = visits[visits.length - 1];
    console.log(`  ${state}: ${requests.length} requests to the service, ${bytes} bytes: ${requests.join(", ")}`);
    const shifts = visits.map(({ shift }) => shift);
    console.log(`  ${state}: cumulative layout shift: ${Math.max(...shifts)}`);
    assert.ok(
      shifts.every((shift) => shift === 0),
      "The page moves.",
    );
  }
}

/** @param {string} path */
async function visitTwice(path) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 }, locale: "en-GB" });
  const cold = await visit(context, path);
  const warm = await visit(context, path);
  await context.close();
  return { cold, warm };
}

/** @typedef {{load: number, paint: number, shift: number, requests: string[], bytes: number}} Visit */

/** @param {import("playwright-core").BrowserContext} context @param {string} path @returns {Promise<Visit>} */
async function visit(context, path) {
  const page = await context.newPage();
  const traffic = await watchTraffic(page);
  await page.addInitScript(() => {
    Reflect.set(window, "shift", 0);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        Reflect.set(window, "shift", Reflect.get(window, "shift") + Reflect.get(entry, "value"));
    }).observe({ type: "layout-shift", buffered: true });
  });

  await page.goto(host.url + path);
  if (path === "/with")
    await page
      .locator("moderato-thread")
      .getByRole("article")
      .nth(SHORT - 1)
      .waitFor();
  await page.waitForTimeout(AFTER);

  const timing = await page.evaluate(() => {
    const [navigation] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    return { load: navigation.loadEventStart, paint: paint.startTime, shift: Reflect.get(window, "shift") };
  });
  await page.close();
  return { ...timing, ...traffic };
}

/** What goes over the network to the service; what a cache answers is not counted. @param {import("playwright-core").Page} page */
async function watchTraffic(page) {
  /** @type {Map<string, {name: string, bytes: number}>} */
  const open = new Map();
  const traffic = { requests: /** @type {string[]} */ ([]), bytes: 0 };
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  session.on("Network.requestWillBeSent", ({ requestId, request, type }) => {
    if (!request.url.startsWith(service.base)) return;
    const path = new URL(request.url).pathname.split("/").at(-1) ?? "";
    open.set(requestId, { name: type === "Preflight" ? `preflight of ${path}` : path, bytes: 0 });
  });
  session.on("Network.requestServedFromCache", ({ requestId }) => open.delete(requestId));
  session.on("Network.responseReceived", ({ requestId, response }) => {
    const request = open.get(requestId);
    if (!request) return;
    if (response.fromDiskCache) open.delete(requestId);
    else {
      traffic.requests.push(request.name);
      // The head of the answer; what follows is its body.
      traffic.bytes += request.bytes = response.encodedDataLength;
    }
  });
  session.on("Network.dataReceived", ({ requestId, encodedDataLength }) => {
    const request = open.get(requestId);
    if (!request) return;
    request.bytes += encodedDataLength;
    traffic.bytes += encodedDataLength;
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const request = open.get(requestId);
    if (request) traffic.bytes += Math.max(0, encodedDataLength - request.bytes);
  });
  return traffic;
}

/** The nodes of a page and the bytes of its JavaScript heap after a garbage collection. @param {import("playwright-core").Page} page */
async function weigh(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  await session.detach();
  const value = (/** @type {string} */ wanted) => metrics.find(({ name }) => name === wanted)?.value ?? 0;
  return { nodes: value("Nodes"), heap: value("JSHeapUsedSize") };
}

/** @param {{nodes: number, heap: number}} one @param {{nodes: number, heap: number}} other */
const against = (one, other) =>
  `${one.nodes} nodes (${(one.nodes / other.nodes).toFixed(2)} times), heap ${(one.heap / other.heap).toFixed(2)} times`;

async function measureThreads() {
  const first = await readThread("/with", 0);
  const long = await readThread("/long", PAGES);

  console.log(`A thread of ${LONG} comments, against one of ${SHORT} with ${first.begin.nodes} nodes:`);
  console.log(`  first view, ${long.shown} comments: ${against(long.begin, first.begin)}`);
  console.log(`  after ${PAGES} more pages, ${long.after} comments: ${against(long.end, first.begin)}`);
  const grown = (long.end.nodes - long.begin.nodes) / (long.after - long.shown);
  console.log(`  nodes for each comment that is read on: ${grown.toFixed(1)}`);
}

/** @param {string} path @param {number} pages How many more to read. */
async function readThread(path, pages) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 }, locale: "en-GB" });
  const page = await context.newPage();
  await page.goto(host.url + path);
  const articles = page.locator("moderato-thread").getByRole("article");
  await articles.first().waitFor();
  await page.waitForTimeout(AFTER);
  const [shown, begin] = [await articles.count(), await weigh(page)];

  let after = shown;
  for (let read = 0; read < pages; read++) {
    await page.locator("moderato-thread").getByRole("button", { name: "More comments" }).click();
    await articles.nth(after).waitFor();
    after = await articles.count();
  }
  await page.waitForTimeout(AFTER);
  const end = await weigh(page);
  await context.close();
  return { shown, begin, after, end };
}

/** @param {{small: string, long: string}} articles */
async function measureQueues(articles) {
  const small = await readQueue(articles.small, 0);
  const long = await readQueue(articles.long, PAGES * QUEUE_PAGE);

  console.log(`A queue of ${LONG} comments, against one of ${SMALL_QUEUE} with ${small.begin.nodes} nodes:`);
  console.log(`  first view: ${against(long.begin, small.begin)}`);
  console.log(`  after ${PAGES} pages, ${long.read} comments: ${against(long.end, small.begin)}`);
  console.log(`  most rows that were elements at the same time: ${long.rows}`);
}

/** @param {string} article @param {number} wanted How many comments to scroll to. */
async function readQueue(article, wanted) {
  const page = await service.signIn(browser, "grace", { path: `queue?article=${article}` });
  await page.locator("comment-card .evidence").waitFor();
  await page.waitForTimeout(AFTER);
  const begin = await weigh(page);

  let [read, rows] = [0, 0];
  while (read < wanted) {
    await page.locator("comment-list").evaluate((list) => list.scrollBy(0, list.clientHeight * 2));
    await page.waitForTimeout(50);
    read = await page.locator("li.row").last().getAttribute("aria-posinset").then(Number);
    rows = Math.max(rows, await page.locator("li.row").count());
  }
  await page.waitForTimeout(AFTER);
  const end = await weigh(page);
  assert.deepEqual(page.faults, []);
  await page.context().close();
  return { begin, end, read, rows };
}

try {
  await service.policy("default", { mode: "none", origins: [host.url], campaign_authors: 0 });
  const short = await service.publish("A short thread");
  await writeDemo(short);
  const long = await service.publish("A long thread");
  const queue = await service.publish("A long queue");
  const small = await service.publish("A small queue");
  await fill(long.id, LONG, "approved");
  await fill(queue.id, LONG, "pending");
  await fill(small.id, SMALL_QUEUE, "pending");
  await database.query("ANALYZE");

  host.pages.set("/without", page(""));
  host.pages.set("/with", page(thread(short.id)));
  host.pages.set("/long", page(thread(long.id)));
  await compareVisits();
  await measureThreads();
  await measureQueues({ small: small.id, long: queue.id });
} finally {
  await browser.close();
  host.server.closeAllConnections();
  host.server.close();
  await service.stop();
  await database.close();
}
