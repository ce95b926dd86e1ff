// The thread on a page while the database is really stopped, and after it was started again.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, afterEach, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startDatabase } from "../database.mjs";
import { setUp, visit } from "./support.mjs";

const FOLDER = fileURLToPath(new URL("../../../target/screenshots/", import.meta.url));

/** @type {Awaited<ReturnType<typeof startDatabase>>} */
let database;
/** @type {Awaited<ReturnType<typeof setUp>>} */
let world;

before(async () => {
  await mkdir(FOLDER, { recursive: true });
  database = await startDatabase();
  world = await setUp({ environment: { DATABASE_URL: database.url } });
  await world.admin.policy("away", { mode: "none", origins: [world.host.url], campaign_authors: 0 });
});

afterEach(() => database.start());

after(async () => {
  await world?.close();
  await database?.close();
});

/** An article with one comment, and the address of its page. */
async function scene(comment) {
  const article = await world.admin.article("away");
  await world.admin.comment(article, comment);
  return { article, url: world.host.page(`<moderato-thread article-id="${article}"></moderato-thread>`) };
}

/** Starts the database and waits until the service uses it again. */
async function bringBack() {
  await database.start();
  for (let attempt = 0; attempt < 200; attempt++) {
    const { ok } = await fetch(`${world.service.url}/health/ready`);
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail("The service is not ready although the database is back.");
}

test("a thread that was read lately is still shown, and what comes after the recovery is announced", async () => {
  const { article, url } = await scene("Read before the database went away.");
  const reader = await visit(world);
  const stream = reader.page.waitForResponse((answer) => answer.url().includes("/events"));
  await reader.open(url);
  await stream;

  await database.stop();
  const other = await visit(world);
  await other.open(url);
  await other.comment("Read before the database went away.").waitFor();
  await reader.comment("Read before the database went away.").waitFor();
  await bringBack();
  await world.admin.comment(article, "Written after the database came back.", { name: "Bo" });

  await reader.button("1 new comment").click();
  await reader.comment("Written after the database came back.").waitFor();
  await other.page.reload();
  await other.comment("Written after the database came back.").waitFor();
  await reader.close();
  await other.close();
});

test("a thread that nobody has read lately says that it cannot be loaded, and comes when it is tried again", async () => {
  const { url } = await scene("Not read by anybody so far.");
  const reader = await visit(world);

  await database.stop();
  await reader.page.goto(url);
  await reader.says("The comments cannot be loaded at the moment.");
  await reader.page.screenshot({ path: `${FOLDER}thread-away.png` });
  assert.deepEqual(await reader.events("error"), [{ code: "unavailable" }]);
  await bringBack();
  await reader.button("Try again").click();

  await reader.comment("Not read by anybody so far.").waitFor();
  await reader.thread.getByRole("textbox", { name: "Write a comment" }).waitFor();
  await reader.close();
});

test("a comment that cannot be stored stays in the form with its author, over a reload, and is stored once", async () => {
  const { article, url } = await scene("The one before.");
  const reader = await visit(world);
  const text = "Written while the database was away.";
  await reader.open(url);
  await reader.write(text, { name: "Grace", email: "away@example.org" });

  await database.stop();
  for (let attempt = 0; attempt < 2; attempt++) {
    await reader.send();
    await reader.thread.getByRole("alert").filter({ hasText: "Your text stays here." }).waitFor();
    await reader.page.waitForFunction(
      () => !document.querySelector("moderato-thread").shadowRoot.querySelector("[type=submit][aria-disabled=true]"),
      undefined,
      { timeout: 60_000 },
    );
  }
  await reader.page.screenshot({ path: `${FOLDER}thread-away-writing.png` });
  const box = reader.thread.getByRole("textbox", { name: "Write a comment" });
  assert.equal(await box.inputValue(), text);
  assert.equal(await reader.thread.getByLabel("Name").inputValue(), "Grace");
  await reader.page.reload();
  await reader.thread.getByLabel("Email").waitFor();
  assert.equal(await box.inputValue(), text);
  await bringBack();
  await reader.thread.getByLabel("Name").fill("Grace");
  await reader.thread.getByLabel("Email").fill("away@example.org");
  await reader.send();

  await reader.says("published");
  await reader.comment(text).waitFor();
  const { total } = await world.admin.send("GET", `/v1/articles/${article}/comments`);
  assert.equal(total, 2);
  await reader.close();
});

test("an edit that cannot be stored keeps the changed text until it is saved", async () => {
  const { url } = await scene("Another reader's words.");
  const reader = await visit(world);
  await reader.open(url);
  await reader.write("A tpyo.");
  await reader.send();
  await reader.says("published");
  await reader.comment("A tpyo.").getByRole("button", { name: "Edit" }).click();
  const box = reader.thread.getByRole("textbox", { name: "Comment", exact: true });
  await reader.thread.locator("textarea:focus").waitFor();
  await box.fill("A typo.");

  await database.stop();
  await reader.button("Save").click();
  await reader.thread.getByRole("alert").filter({ hasText: "Your text stays here." }).waitFor();
  assert.equal(await box.inputValue(), "A typo.");
  await bringBack();
  await reader.button("Save").click();

  await reader.comment("A typo.").getByText("edited").waitFor();
  await reader.close();
});
