// Hostile text in every field that the console shows runs nothing, loads nothing and leaves its place.
//
// MODERATO_SHARED names a folder with more corpora (data/hostile_text/*.json: lists of strings).

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startBrowser, startService } from "./support.mjs";

/** What sets the canary, in the spellings of each way into a page. */
const ATTACKS = [
  `<script>window.canary=1</script>`,
  `<img src=x onerror="window.canary=1">`,
  `<svg/onload=window.canary=1>`,
  `"><svg onload=window.canary=1>`,
  `'"--></style></script><script>window.canary=1</script>`,
  `<iframe srcdoc="<script>parent.canary=1</script>">`,
  `<math><mtext><table><mglyph><style><img src=x onerror=window.canary=1>`,
  `[click](javascript:window.canary=1)`,
  `![x](x" onerror="window.canary=1)`,
  `<a href="jav&#x09;ascript:window.canary=1">click</a>`,
  `\${window.canary=1}`,
  `{{constructor.constructor('window.canary=1')()}}`,
  `<template><img src=x onerror=window.canary=1></template>`,
  `<form action=javascript:window.canary=1><button>Approve`,
  `\u202Eevitcaer\u202C <b onmouseover=window.canary=1>`,
];

/** @type {Awaited<ReturnType<typeof startService>>} */
let service;
/** @type {import("playwright-core").Browser} */
let browser;

before(async () => {
  [service, browser] = await Promise.all([startService(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

/** All strings to try, each at most so long. @param {number} length */
async function corpus(length) {
  const folder = process.env.MODERATO_SHARED ? join(process.env.MODERATO_SHARED, "data/hostile_text") : "";
  const files = folder ? (await readdir(folder)).filter((name) => name.endsWith(".json")).sort() : [];
  const lists = await Promise.all(files.map(async (name) => JSON.parse(await readFile(join(folder, name), "utf8"))));
  return [...ATTACKS, ...lists.flat()].filter(
    (text) => typeof text === "string" && text.trim() && text.length <= length,
  );
}

/**
 * Posts what the service accepts and counts it: what it refuses cannot reach the console.
 * @param {string[]} texts
 * @param {(text: string) => Promise<unknown>} post
 */
async function accepted(texts, post) {
  let count = 0;
  for (const text of texts) {
    try {
      await post(text);
      count++;
    } catch (error) {
      assert.match(String(error), /: (422|409) /);
    }
  }
  return count;
}

/** @param {import("playwright-core").Page & {faults: string[]}} page */
async function assertInert(page) {
  assert.equal(await page.evaluate(() => Reflect.get(window, "canary")), undefined);
  const foreign = await page.evaluate(
    () =>
      document.querySelectorAll(
        "main :is(script, iframe, object, embed, form[action], [onerror], [onload], [onmouseover], [srcdoc], [style]:not(ol))",
      ).length,
  );
  assert.equal(foreign, 0);
  assert.deepEqual(page.faults, []);
}

test("in texts, names, titles, reasons and notes it is shown as what it is", { timeout: 240_000 }, async () => {
  const title = ATTACKS[1];
  const article = await service.publish(title, { lead: ATTACKS[0], author: ATTACKS[3] });
  const bodies = await accepted(await corpus(4_000), (text) => service.post(article, "Mallory", text));
  const names = await accepted(await corpus(80), (text) =>
    service.post(article, text, `A text under a name, number ${Math.random()}.`),
  );
  assert.ok(bodies >= 10, `${bodies} texts were accepted`);
  assert.ok(names >= 5, `${names} names were accepted`);
  const [first] = await service.queue(`?article_id=${article.id}&limit=1`);
  await service
    .send(
      "POST",
      `/v1/admin/comments/${first.id}/decisions`,
      { action: "hold", version: first.version, reason: ATTACKS[0], note: ATTACKS[1] },
      service.admin,
    )
    .catch(() => {});
  await service.send(
    "POST",
    `/v1/admin/comments/${first.id}/decisions`,
    { action: "reject", version: first.version, reason: ATTACKS[0], note: ATTACKS[1] },
    service.admin,
  );

  const page = await service.signIn(browser, "grace", { path: `queue?article=${article.id}&status=all` });
  await page.locator("comment-card .text").waitFor();
  const read = new Set();
  for (let step = 0; step < bodies + names; step++) {
    read.add(await page.locator("li.row.current a").getAttribute("href"));
    if (step % 25 === 0) await page.locator("comment-card .evidence").waitFor();
    await page.keyboard.press("j");
  }
  assert.ok(read.size > 0.95 * (bodies + names), `${read.size} of ${bodies + names} comments were shown`);
  await assertInert(page);
  for (const path of [
    "log",
    "articles",
    `articles/${article.id}`,
    "duplicates",
    `queue?q=${encodeURIComponent(ATTACKS[1])}&author=${encodeURIComponent(ATTACKS[3])}`,
  ]) {
    await page.goto(`${service.base}/console/${path}`);
    await page.waitForTimeout(600);
    await assertInert(page);
  }
  await page.context().close();
});

test("in names of moderators and in settings it is shown as what it is", async () => {
  const email = "mallory@example.org";
  await service.send(
    "POST",
    "/v1/admin/moderators",
    { email, name: ATTACKS[1], role: "admin", password: "teapot-orbit-lantern-27", password_change_required: false },
    service.admin,
  );

  const page = await service.signIn(browser, "mallory", { path: "people" });
  await page.getByText(ATTACKS[1]).first().waitFor();
  await page.evaluate(
    (reasons) => localStorage.setItem("moderato.settings", JSON.stringify({ reasons, keys: { approve: reasons[0] } })),
    ATTACKS.slice(0, 9),
  );
  await page.goto(`${service.base}/console/account`);
  await page.getByLabel("Reason 1").waitFor();

  await assertInert(page);
  await page.context().close();
});

test("a string cannot become markup elsewhere: Trusted Types are enforced", async () => {
  const page = await service.signIn(browser, "grace");

  const outcome = await page.evaluate(() => {
    try {
      document.body.innerHTML = "<b>text</b>";
      return "written";
    } catch (error) {
      return String(error);
    }
  });

  assert.match(outcome, /TrustedHTML/);
  await page.context().close();
});
