// Pictures of the thread in its states, for people to look at: target/screenshots/thread-*.png.

import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { setUp, visit } from "./support.mjs";

const FOLDER = fileURLToPath(new URL("../../../target/screenshots/", import.meta.url));
/** A site of its own, so that no text is like one of an earlier run. */
const SITE = `pictures-${Date.now()}`;
const LONG = "A comment of some length. ".repeat(380);

/** @type {Awaited<ReturnType<typeof setUp>>} */
let world;
const articles = {};
before(async () => {
  mkdirSync(FOLDER, { recursive: true });
  world = await setUp();
  const { admin, host } = world;
  await admin.policy(SITE, { mode: "flagged", origins: [host.url], campaign_authors: 0, max_links: 0 });
  for (const name of ["empty", "one", "many", "long"]) articles[name] = await admin.article(SITE);

  await admin.comment(
    articles.one,
    "Loose leaves, *always*: they have room to open, and the second cup is the better one.",
  );
  const first = await admin.comment(articles.many, "Leaves or bags? I have tried both for a year, and kept a diary.");
  let parent = first.id;
  for (const [name, body] of [
    ["مریم احمدی", "سلام، من هر روز یک استکان چای می‌نوشم و حالم بهتر است. شما چطور؟"],
    ["王小明", "我每天喝茶，感觉好多了。你们呢？"],
    ["Maximilian ".repeat(7).trim(), "A name of eighty characters, and a short text."],
    ["Bo", `A word of two hundred: ${"w".repeat(200)}`],
    ["Ada", "In the fifth level, and one more below."],
    ["Cy", "The last one."],
  ])
    parent = (await admin.comment(articles.many, body, { name, parent_id: parent })).id;
  await admin.comment(
    articles.many,
    "Some code:\n\n```\nlet water = boil(95);\n```\n\n- one\n- two\n\n> a quotation\n\nand `inline`.",
  );
  await admin.comment(articles.long, LONG);
});
after(() => world.close());

const DESKTOP = { width: 1440, height: 1000 };
const PHONE = { width: 390, height: 844, hasTouch: true };

/** What is done before the picture is taken. */
const acts = {
  reading: async () => {},
  writing: (reader) => reader.write("Both have their hour. **Leaves** at home, bags on the train."),
  preview: async (reader) => {
    await acts.writing(reader);
    await reader.button("Preview").click();
    await reader.thread.getByRole("region", { name: "Preview" }).waitFor();
  },
  errors: async (reader) => {
    await reader.write("", { name: "", email: "grace" });
    await reader.send();
  },
  waiting: async (reader) => {
    await reader.write(`Mine is at https://tea.example/${crypto.randomUUID()}`);
    await reader.send();
    await reader.says("waits for approval");
    await reader.thread.getByText("Only you see this.").waitFor();
  },
  report: async (reader) => {
    await reader.thread.getByRole("button", { name: "Report" }).first().click();
    await reader.thread.getByRole("radio").first().waitFor();
  },
  desk: async (reader) => {
    await reader.thread.evaluate((it, token) => Object.assign(it, { token }), world.admin.token);
    await reader.thread.getByRole("button", { name: "Decline" }).first().waitFor();
  },
};

for (const [act, article] of [
  ["reading", "empty"],
  ["reading", "one"],
  ["reading", "many"],
  ["reading", "long"],
  ["writing", "one"],
  ["preview", "one"],
  ["errors", "one"],
  ["waiting", "one"],
  ["report", "one"],
  ["desk", "one"],
]) {
  test(`pictures: ${act}, ${article}`, async () => {
    for (const [screen, size] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
      for (const theme of ["light", "dark"]) {
        const reader = await visit(world, size);
        await reader.open(
          world.host.page(`<moderato-thread article-id="${articles[article]}"></moderato-thread>`, { theme }),
        );
        await acts[act](reader);
        await reader.page.screenshot({
          path: `${FOLDER}thread-${act}-${article}-${screen}-${theme}.png`,
          fullPage: article === "many",
        });
        await reader.close();
      }
    }
  });
}

test("pictures: each language, writing", async () => {
  for (const lang of ["de", "fr", "es", "fa", "ar", "zh", "ja", "hi"]) {
    const reader = await visit(world, PHONE);
    const dir = ["fa", "ar"].includes(lang) ? "rtl" : "ltr";
    await reader.open(
      world.host.page(`<moderato-thread article-id="${articles.many}"></moderato-thread>`, { lang, dir }),
    );
    await reader.thread.getByRole("textbox").click();
    await reader.thread.locator("[type=submit]").waitFor();
    await reader.page.screenshot({ path: `${FOLDER}thread-writing-${lang}.png` });
    await reader.close();
  }
});
