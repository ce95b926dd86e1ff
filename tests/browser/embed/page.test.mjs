// Pages that name no article: each is found, and registers itself, by its address.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setUp, visit } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof setUp>>} */
let world;
before(async () => {
  world = await setUp();
  await world.admin.policy("pages", {
    mode: "none",
    origins: [world.host.url],
    pages: { registration: "listed_origins" },
  });
});
after(() => world.close());

test("a page registers itself with its first comment, under every spelling of its address", async () => {
  const reader = await visit(world);
  const url = world.host.page(
    '<moderato-thread site="pages"></moderato-thread> <moderato-count other="# comments" one="# comment"></moderato-count>',
    { title: "A page of its own" },
  );
  await reader.open(`${url}?utm_source=letter`);
  await reader.thread.getByRole("heading", { name: "No comments yet" }).waitFor();

  await reader.write("The first comment here.");
  await reader.send();
  await reader.says("published");
  await reader.open(`${url}#top`);

  await reader.comment("The first comment here.").waitFor();
  await reader.page.getByText("1 comment", { exact: true }).last().waitFor();
  const { items } = await world.admin.send("GET", `/v1/articles?url=${encodeURIComponent(url)}`);
  assert.deepEqual(
    items.map((it) => it.title),
    ["A page of its own"],
  );
  assert.deepEqual(reader.faults, []);
  await reader.close();
});

test("the first comment of a page is followed live by those who were there before", async () => {
  const url = world.host.page('<moderato-thread site="pages"></moderato-thread>');
  const reader = await visit(world);
  await reader.open(url);
  await reader.write("Here is the beginning.");
  await reader.send();
  await reader.says("published");

  const { items } = await world.admin.send("GET", `/v1/articles?url=${encodeURIComponent(url)}`);
  await reader.page.waitForTimeout(500); // The stream opens after the first comment; nothing on the page says so.
  await world.admin.comment(items[0].id, "And on it goes.");

  await reader.button("1 new comment").waitFor();
  await reader.close();
});

test("the page of an origin that no site lists is told so in the console's event, not with a form", async () => {
  const reader = await visit(world);

  await reader.page.goto(world.host.page('<moderato-thread url="https://elsewhere.example/page"></moderato-thread>'));

  await reader.says("The comments cannot be loaded at the moment.");
  assert.equal((await reader.events("error"))[0].code, "page_not_allowed");
  assert.equal(await reader.thread.getByRole("textbox").count(), 0);
  await reader.close();
});

test("an article that is closed shows its comments and no form", async () => {
  const article = await world.admin.article("pages", "Closed", { comments_open: true });
  await world.admin.comment(article, "An old one.");
  const { version } = await world.admin.send("GET", `/v1/articles/${article}`);
  await world.admin.send("PATCH", `/v1/admin/articles/${article}`, { comments_open: false, version });
  const reader = await visit(world);

  await reader.open(world.host.page(`<moderato-thread article-id="${article}"></moderato-thread>`));

  await reader.thread.getByText("Comments are closed.").waitFor();
  await reader.comment("An old one.").waitFor();
  assert.equal(await reader.thread.getByRole("textbox").count(), 0);
  assert.equal(await reader.button("Reply").count(), 0);
  await reader.close();
});
