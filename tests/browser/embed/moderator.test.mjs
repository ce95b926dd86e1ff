// A moderator who is signed in decides in place.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setUp, visit } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof setUp>>} */
let world;
before(async () => {
  world = await setUp();
  await world.admin.policy("desk", { mode: "all", origins: [world.host.url] });
});
after(() => world.close());

async function scene(texts) {
  const article = await world.admin.article("desk");
  const posted = [];
  for (const text of texts) posted.push(await world.admin.comment(article, text));
  const moderator = await visit(world);
  const url = world.host.page(`<moderato-thread article-id="${article}"></moderato-thread>`);
  await moderator.open(url);
  const signIn = () =>
    moderator.thread.evaluate((it, token) => {
      it.token = token;
    }, world.admin.token);
  return { posted, moderator, url, signIn };
}

test("guests never load what moderators need", async () => {
  const { moderator, signIn } = await scene(["One."]);
  await moderator.page.waitForLoadState("networkidle").catch(() => {});
  const has = () => moderator.requests.some((it) => it.endsWith("/moderate.js"));
  assert.equal(has(), false);

  await signIn();

  await moderator.comment("One.").waitFor();
  assert.equal(has(), true);
  await moderator.close();
});

test("a moderator approves what waits, declines, and takes it back", async () => {
  const { moderator, posted, url, signIn } = await scene(["Worth reading.", "Not worth it."]);
  await signIn();
  const good = moderator.comment("Worth reading.");
  const bad = moderator.comment("Not worth it.");
  await good.getByText("Waiting for a decision").waitFor();

  await good.getByRole("button", { name: "Approve" }).click();
  await good.getByText("Approved.").waitFor();
  assert.equal(await moderator.focused(), `comment-${posted[0].id}`);
  await bad.getByRole("button", { name: "Decline" }).click();
  await bad.getByText("Declined.").waitFor();
  await bad.getByRole("button", { name: "Undo" }).click();
  await bad.getByText("Waiting for a decision").waitFor();
  await bad.getByRole("button", { name: "Spam" }).click();
  await bad.getByText("Marked as spam.").waitFor();

  const reader = await visit(world);
  await reader.open(url);
  await reader.comment("Worth reading.").waitFor();
  assert.equal(await reader.thread.getByRole("article").count(), 1);
  await reader.close();
  await moderator.close();
});

test("a moderator learns that a colleague was first", async () => {
  const { moderator, posted, signIn } = await scene(["Both want this."]);
  await signIn();
  const comment = moderator.comment("Both want this.");
  await comment.getByRole("button", { name: "Approve" }).waitFor();
  await world.admin.decide(posted[0].id, "reject");

  await comment.getByRole("button", { name: "Approve" }).click();

  await moderator.says("Somebody else decided first.");
  await comment.getByText("Declined.").waitFor();
  await moderator.close();
});

test("a moderator writes without a name, an email or a challenge, and is marked in words", async () => {
  const { moderator, signIn } = await scene([]);
  await signIn();
  await moderator.page.waitForFunction(() =>
    performance.getEntriesByType("resource").some((it) => it.name.includes("/v1/admin/comments")),
  );

  await moderator.thread.getByRole("textbox", { name: "Write a comment" }).click();
  await moderator.thread.getByRole("textbox", { name: "Write a comment" }).fill("Welcome, everybody.");
  await moderator.send();

  await moderator.comment("Welcome, everybody.").getByText("Moderator").waitFor();
  assert.equal(await moderator.thread.getByLabel("Email").count(), 0);
  await moderator.close();
});

test("a token that has ended makes the moderator a reader again, and the page learns it", async () => {
  const { moderator } = await scene(["Still waiting."]);

  await moderator.thread.evaluate((it) => {
    it.token = "not.a.token";
  });

  await moderator.says("Your sign-in has ended.");
  assert.equal((await moderator.events("error"))[0].code, "unauthenticated");
  assert.equal(await moderator.comment("Still waiting.").count(), 0);
  await moderator.close();
});
