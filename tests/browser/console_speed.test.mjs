// How fast deciding is, and that a queue of 10,000 comments keeps the page as small as one of 100.
//
// Prints its figures. MODERATO_BROWSER_QUEUE names another size of the queue.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, startService } from "./support.mjs";

const SIZE = Number(process.env.MODERATO_BROWSER_QUEUE ?? 1_200);
const DECISIONS = 200;
const SCREENFULS = 40;

/** @type {Awaited<ReturnType<typeof startService>>} */
let service;
/** @type {import("playwright-core").Browser} */
let browser;

before(async () => {
  [service, browser] = await Promise.all([startService(), startBrowser()]);
  const article = await service.publish("A busy article");
  const words = ["kettle", "river", "window", "harvest", "lantern", "bridge", "orchard", "violin", "harbour", "meadow"];
  const text = (/** @type {number} */ at) =>
    `Number ${at}: ${[7, 3, 9, 1].map((step) => words[(at * step + Math.floor(at / 10)) % 10]).join(" ")} ${at * 7_919}`;
  for (let at = 0; at < SIZE; at += 20) {
    await Promise.all(
      Array.from({ length: Math.min(20, SIZE - at) }, (_, offset) =>
        service.post(article, `Reader ${at + offset}`, text(at + offset)),
      ),
    );
  }
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

/** @param {number[]} values @param {number} share */
const quantile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];

test(`a queue of ${SIZE} keeps the number of elements bounded while it is read to its end`, {
  timeout: 120_000,
}, async () => {
  const page = await service.signIn(browser, "grace");
  await page.locator("li.row").first().waitFor();
  const count = () => page.evaluate(() => document.querySelectorAll("*").length);
  const before = await count();

  let most = before;
  for (let step = 0; step < SCREENFULS * 3; step++) {
    await page.locator("comment-list").evaluate((list) => list.scrollBy(0, list.clientHeight * 3));
    await page.waitForTimeout(25);
    most = Math.max(most, await count());
  }

  const rows = await page.locator("li.row").count();
  console.log(`elements: ${before} at first, ${most} at most; rows that are elements: ${rows}`);
  assert.ok(rows < 60, `${rows} rows are elements`);
  assert.ok(most < 2 * before, `${most} elements, ${before} at first`);
  await page.context().close();
});

test(`from the key to the next comment, over ${DECISIONS} decisions`, { timeout: 180_000 }, async () => {
  const page = await service.signIn(browser, "grace");
  await page.locator("comment-card .evidence").waitFor();

  // Measured in the page: from the event of the key until the frame after the next comment is in the document.
  const times = await page.evaluate(async (decisions) => {
    const shown = () => document.querySelector("comment-card .text")?.textContent;
    const times = [];
    for (let made = 0; made < decisions; made++) {
      const before = shown();
      const begun = performance.now();
      document.body.dispatchEvent(
        new KeyboardEvent("keydown", { key: "a", code: "KeyA", bubbles: true, cancelable: true }),
      );
      while (shown() === before) {
        if (performance.now() - begun > 10_000) {
          const said = document.querySelector(".undo-line")?.textContent;
          throw new Error(`After ${made} decisions no other comment came: ${said}, ${location.search}`);
        }
        await new Promise(requestAnimationFrame);
      }
      times.push(performance.now() - begun);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    return times;
  }, DECISIONS);

  console.log(
    `decide to next: median ${quantile(times, 0.5).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms`,
  );
  assert.ok(quantile(times, 0.5) < 50, "the median is two frames or more");
  await page.waitForTimeout(1_000);
  const stored = (await service.send("GET", "/v1/admin/decisions?limit=100", undefined, service.admin)).items;
  assert.equal(stored.length, 100);
  assert.equal(await page.getByRole("alert").count(), 0);
  await page.context().close();
});
