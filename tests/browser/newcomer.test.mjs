// A newcomer's first five minutes: `serve --demo`, and only what it prints.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, startProgram, watch } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startProgram>>} */
let program;
/** @type {import("playwright-core").Browser} */
let browser;

before(async () => {
  const environment = { MODERATO_ADMIN_EMAIL: undefined, MODERATO_ADMIN_PASSWORD: undefined };
  [program, browser] = await Promise.all([startProgram({ demo: true, environment }), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await program?.stop();
});

/** What the start has printed behind these words. @param {string} words */
function printed(words) {
  const [, value] = new RegExp(`${words}: +(\\S+)`).exec(program.said) ?? [];
  assert.ok(value, `The start does not print "${words}":\n${program.said}`);
  return value;
}

test("who has only what the start printed chooses a password, decides about a comment and sees it on the demo page", async () => {
  const page = await browser.newPage();
  const faults = watch(page);

  await page.goto(program.base);
  await page.getByRole("link", { name: "Console" }).first().click();
  assert.equal(page.url().replace(/\/$/, ""), printed("The console"));
  await page.getByLabel("Email").fill(printed("The first admin"));
  await page.getByLabel("Password").fill(printed("One-time password"));
  await page.getByRole("button", { name: "Sign in" }).click();

  await page.getByRole("heading", { name: "Choose a password of your own" }).waitFor();
  assert.equal(await page.getByRole("navigation").count(), 0);
  await page.getByLabel("Present password").fill(printed("One-time password"));
  await page.getByLabel("New password").fill("kettle-harbour-violin-3");
  await page.getByRole("button", { name: "Change the password" }).click();

  await page.locator("comment-card .evidence").waitFor();
  const waiting = await page.locator("li.row").count();
  const text = /** @type {string} */ (await page.locator("comment-card .text").textContent());
  await page.goto(printed("The demo page"));
  await page.locator("moderato-thread").getByRole("article").first().waitFor();
  assert.equal(await page.locator("moderato-thread").getByText(text.trim()).count(), 0);
  await page.goBack();
  await page.locator("comment-card .evidence").waitFor();
  const stored = page.waitForResponse((answer) => answer.url().endsWith("/decisions"));
  await page.getByRole("button", { name: /^Approve/ }).click();
  await page.getByText("Approved").first().waitFor();
  await page.waitForFunction((rows) => document.querySelectorAll("li.row").length === rows - 1, waiting);
  assert.equal((await stored).status(), 201);
  await page.waitForTimeout(300); // Every reader sees a decision after 250 ms at most.

  await page.goto(printed("The demo page"));
  await page.locator("moderato-thread").getByText(text.trim()).waitFor();
  assert.deepEqual(faults, []);
  await page.close();
});

test("the one-time password opens nothing any more once another was chosen", async () => {
  const answer = await fetch(`${program.base}/v1/auth/token`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email: printed("The first admin"), password: printed("One-time password") }),
  });

  assert.equal(answer.status, 401);
});
