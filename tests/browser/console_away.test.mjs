// The console while the database is really stopped, and after it was started again.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { startDatabase } from "./database.mjs";
import { SCREENSHOTS, startBrowser, startService } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startDatabase>>} */
let database;
/** @type {Awaited<ReturnType<typeof startService>>} */
let service;
/** @type {import("playwright-core").Browser} */
let browser;

before(async () => {
  await mkdir(SCREENSHOTS, { recursive: true });
  database = await startDatabase();
  [service, browser] = await Promise.all([
    startService({ environment: { DATABASE_URL: database.url } }),
    startBrowser(),
  ]);
});

afterEach(() => database.start());

after(async () => {
  await browser?.close();
  await service?.stop();
  await database?.close();
});

/** Starts the database and waits until the service uses it again. */
async function bringBack() {
  await database.start();
  for (let attempt = 0; attempt < 200; attempt++) {
    const { ok } = await fetch(`${service.base}/health/ready`);
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail("The service is not ready although the database is back.");
}

/** Waits until the service has this status of a comment. @param {string} id @param {string} status */
async function becomes(id, status) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const comment = await service.comment(id);
    if (comment.status === status) return comment;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail(`The comment ${id} is not ${status}.`);
}

/** @param {import("playwright-core").Page} page @param {string} name */
const picture = (page, name) => page.screenshot({ path: join(SCREENSHOTS, `console-away-${name}.png`) });

test("a decision that cannot be stored comes back with its reason and note, and is stored when it is tried again", async () => {
  const article = await service.publish("Decided without a database");
  const first = await service.post(article, "Bob", "Decided while nothing can be stored.");
  await service.post(article, "Cleo", "The next one in the queue, with other words.");
  const page = await service.signIn(browser, "grace", { path: `queue?article=${article.id}` });
  const text = page.locator("comment-card .text");
  await text.getByText("while nothing can be stored").waitFor();
  await page.keyboard.press("m");
  await page.getByLabel("Note for moderators").fill("Typed before the end.");
  await page.keyboard.press("Escape");
  await page.keyboard.press("2");

  await database.stop();
  await page.keyboard.press("d");
  await page
    .getByRole("alert")
    .filter({ hasText: "The decision was not stored. The service is not available" })
    .waitFor();
  await text.getByText("while nothing can be stored").waitFor();
  await picture(page, "queue");
  await bringBack();
  await page.locator(".undo-line").getByRole("button", { name: "Try again" }).click();
  await text.getByText("The next one in the queue").waitFor();

  const { decisions } = await becomes(first.id, "rejected");
  assert.deepEqual(
    decisions.map((/** @type {any} */ one) => [one.action, one.reason, one.note]),
    [["reject", "Personal attack", "Typed before the end."]],
  );
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("what arrives after the database is back is announced in a queue that was open all the time", async () => {
  const article = await service.publish("Open all the time");
  await service.post(article, "Bob", "Here before the database went away.");
  const page = await service.signIn(browser, "grace", { path: `queue?article=${article.id}` });
  await page.locator("comment-card .evidence").waitFor();

  await database.stop();
  await bringBack();
  await service.post(article, "Dora", "Written as soon as the database was back.");

  await page.getByRole("button", { name: "1 new comment" }).waitFor();
  await page.keyboard.press("n");
  await page.locator("li.row").getByText("as soon as the database was back").waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("a console that is opened without a database says so, keeps the session and goes on when it is tried again", async () => {
  const page = await service.signIn(browser, "grace", { path: "articles" });
  await page.getByRole("heading", { name: "Articles" }).waitFor();

  await database.stop();
  await page.reload();
  await page.getByText("The service does not answer yet.").waitFor();
  await picture(page, "start");
  await bringBack();
  await page.getByRole("button", { name: "Try again" }).click();

  await page.getByRole("heading", { name: "Articles" }).waitFor();
  await page.getByRole("link", { name: "Write an article" }).waitFor();
  await page.context().close();
});

for (const [name, path, shown] of [
  ["Duplicates", "duplicates", "article.group"],
  ["Articles", "articles", "main a[href*='/articles/']"],
  ["Log", "log", "main li, main td"],
]) {
  test(`the page ${name} says what failed and shows its list when it is tried again`, async () => {
    const article = await service.publish(`A list: ${name}`);
    const text = `On the page ${name} this text is said twice, so that both of them make a group of their own.`;
    const said = await service.post(article, "Bob", text);
    await service.post(article, "Cleo", text.replace("twice", "again"));
    await service.decide(said, "approve", service.admin);
    const page = await service.signIn(browser, "grace", { path: "help" });

    await database.stop();
    await page.getByRole("link", { name, exact: true }).click();
    await page.getByRole("alert").waitFor();
    await picture(page, path);
    await bringBack();
    await page.getByRole("button", { name: "Try again" }).click();

    await page.locator(shown).first().waitFor();
    assert.equal(await page.getByRole("alert").count(), 0);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
}

test("an article that is written without a database keeps its text and is published when it is back", async () => {
  const page = await service.signIn(browser, "grace", { path: "articles/new" });
  await page.getByLabel("Title").fill("Written in the dark");
  await page.getByLabel("Text", { exact: true }).fill("Every **word** of it stays.");

  await database.stop();
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("alert").waitFor();
  await picture(page, "article");
  assert.equal(await page.getByLabel("Text", { exact: true }).inputValue(), "Every **word** of it stays.");
  await bringBack();
  await page.getByRole("button", { name: "Publish" }).click();

  await page.getByRole("heading", { name: "Written in the dark" }).waitFor();
  const { items } = await service.send("GET", "/v1/articles?slug=written-in-the-dark");
  assert.equal(items.length, 1);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
