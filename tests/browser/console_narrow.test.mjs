// The console in a window of 320 pixels, and with the colors that a reader has forced on all pages.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { SCREENSHOTS, startBrowser, startService } from "./support.mjs";
import { cutOff, lostStates } from "./visible.mjs";

/** The smallest width that a page must fit (WCAG 1.4.10). */
const NARROW = { width: 320, height: 640 };
const WIDE = { width: 1280, height: 800 };

/** @type {Awaited<ReturnType<typeof startService>>} */
let service;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Record<string, string>} */
let paths;

before(async () => {
  [service, browser] = await Promise.all([
    startService({ demo: true }),
    startBrowser(),
    mkdir(SCREENSHOTS, { recursive: true }),
  ]);
  const article = await service.publish(`A title with a word of ninety letters: ${"w".repeat(90)}`, {
    url: `https://example.org/${"a-long-address-".repeat(12)}`,
  });
  const text = "The same kettle boils faster with a lid on it, and the tea is on the table ten minutes earlier.";
  const first = await service.post(article, "Maximilian ".repeat(7).trim(), text, {
    website: "https://example.org/max",
  });
  await service.post(article, "Ada", text.replace("ten", "eleven"), { parent_id: undefined });
  await service.send("POST", `/v1/comments/${first.id}/reports`, { reason: "spam" }).catch(() => {});
  await service.post(
    article,
    "Bob",
    `A word of two hundred: ${"w".repeat(200)} and https://example.org/${"x".repeat(120)}`,
  );

  paths = {
    queue: `queue?article=${article.id}`,
    "queue-comment": `queue?article=${article.id}&comment=${first.id}`,
    duplicates: "duplicates",
    articles: "articles",
    article: `articles/${article.id}`,
    "article-new": "articles/new",
    log: "log",
  };
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

/** Waits until nothing is loading. @param {import("playwright-core").Page} page */
async function settled(page) {
  await page.locator("main h1, main .state").first().waitFor({ state: "attached" });
  await page.waitForFunction(() => !document.querySelector(".skeleton"));
  await page.waitForTimeout(250); // A skeleton comes after 200 ms only.
  await page.waitForFunction(() => !document.querySelector(".skeleton"));
}

/** Opens what hides controls, one kind after the other. @type {Record<string, (page: import("playwright-core").Page) => Promise<void>>} */
const openings = {
  "as it comes": async () => {},
  filters: (page) => page.keyboard.press("f"),
  "a selection": (page) => page.keyboard.press("x"),
  "a note": (page) => page.keyboard.press("m"),
  menus: (page) =>
    page.evaluate(() => {
      for (const menu of document.querySelectorAll("main details")) menu.setAttribute("open", "");
    }),
};

for (const forcedColors of /** @type {const} */ (["none", "active"])) {
  test(`no page scrolls sideways at 320 pixels and no control is cut off, forced colors: ${forcedColors}`, {
    timeout: 120_000,
  }, async () => {
    const context = await browser.newContext({ viewport: NARROW, forcedColors });
    const page = await service.signIn(context, "grace");
    const faults = [];

    for (const [name, path] of Object.entries(paths)) {
      await page.goto(`${service.base}/console/${path}`);
      await settled(page);
      for (const [opening, open] of Object.entries(openings)) {
        await open(page);
        await page.waitForTimeout(50);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        if (width > NARROW.width) faults.push(`${name}, ${opening}: ${width} pixels wide`);
        faults.push(...(await cutOff(page)).map((one) => `${name}, ${opening}: ${one}`));
        await page.screenshot({
          path: join(SCREENSHOTS, `console-narrow-${name}-${opening.replaceAll(" ", "-")}-${forcedColors}.png`),
        });
      }
    }

    assert.deepEqual(faults, []);
    assert.deepEqual(page.faults, []);
    await context.close();
  });
}

test("on a phone of 320 pixels the list leads to the comment, the buttons decide, and the way back is there", async () => {
  const context = await browser.newContext({ viewport: NARROW, hasTouch: true });
  const page = await service.signIn(context, "grace", { path: paths.queue });
  await page.locator("li.row").getByText("ten minutes").click();
  await page.locator("comment-card .evidence").waitFor();

  for (const name of ["Approve", "Decline", "Spam", "Hold"]) {
    const button = page.locator(".decide").getByRole("button", { name: new RegExp(`^${name}`) });
    const box = await button.boundingBox();
    assert.ok(box && box.y + box.height <= NARROW.height && box.height >= 44, `${name}: ${JSON.stringify(box)}`);
  }
  await page.getByRole("link", { name: "Back to the list" }).click();

  await page.locator("li.row").getByText("ten minutes").waitFor();
  await context.close();
});

test("with forced colors no state is told by a background alone", async () => {
  const context = await browser.newContext({ viewport: WIDE, forcedColors: "active" });
  const page = await service.signIn(context, "grace");
  const lost = [];

  for (const [name, path] of Object.entries({ ...paths, overview: "overview", account: "account" })) {
    await page.goto(`${service.base}/console/${path}`);
    await settled(page);
    lost.push(...(await lostStates(page)).map((one) => `${name}: ${one}`));
    await page.screenshot({ path: join(SCREENSHOTS, `console-forced-${name}.png`) });
  }

  assert.deepEqual(lost, []);
  await context.close();
});
