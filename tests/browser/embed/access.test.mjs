// The thread for everybody: axe-core in every state, the keyboard alone, small and wide screens.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { cutOff, lostStates } from "../visible.mjs";
import { setUp, visit } from "./support.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const FOLDER = fileURLToPath(new URL("../../../target/screenshots/", import.meta.url));

/** @type {Awaited<ReturnType<typeof setUp>>} */
let world;
/** @type {string} */
let article;
before(async () => {
  mkdirSync(FOLDER, { recursive: true });
  world = await setUp();
  const origins = [world.host.url];
  await world.admin.policy("access", { mode: "none", origins, campaign_authors: 0 });
  article = await world.admin.article("access");
  const first = await world.admin.comment(
    article,
    "Text with *emphasis*, `code`, a [link](https://a.example) and\n\n> a quotation\n\n1. one\n2. two",
  );
  let parent = first.id;
  for (const depth of [1, 2, 3, 4, 5, 6])
    parent = (await world.admin.comment(article, `Depth ${depth}`, { name: `Reader ${depth}`, parent_id: parent })).id;
  await world.admin.comment(article, `${"w".repeat(200)} سلام دنیا`, { name: "Maximilian ".repeat(7).trim() });
});
after(() => world.close());

/** Asks axe-core, outside of the page's world, about the whole page. */
async function violations(page) {
  await page.addScriptTag({ content: AXE }).catch(() => page.evaluate(AXE));
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  return violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

for (const theme of ["", "dark"]) {
  test(`no rule of axe-core is broken: reading, writing, errors, reporting (${theme || "light"})`, async () => {
    const reader = await visit(world, { bypassCSP: true });
    await reader.open(world.host.page(`<moderato-thread article-id="${article}"></moderato-thread>`, { theme }));
    assert.deepEqual(await violations(reader.page), [], "reading");

    await reader.write("", { name: "", email: "x" });
    assert.deepEqual(await violations(reader.page), [], "writing");
    await reader.send();
    assert.deepEqual(await violations(reader.page), [], "errors");
    await reader.thread.getByRole("button", { name: "Report" }).first().click();
    await reader.thread.getByRole("radio").first().waitFor();
    assert.deepEqual(await violations(reader.page), [], "reporting");
    await reader.page.evaluate(() =>
      document.querySelector("moderato-thread").shadowRoot.querySelector("article").classList.add("marked"),
    );
    assert.deepEqual(await violations(reader.page), [], "marked");
    await reader.close();
  });
}

test("a comment is written, answered and withdrawn by the keyboard alone", async () => {
  const own = await world.admin.article("access");
  const reader = await visit(world);
  await reader.open(world.host.page(`<moderato-thread article-id="${own}"></moderato-thread>`));
  const { keyboard } = reader.page;
  const press = async (key, times = 1) => {
    for (let n = 0; n < times; n++) await keyboard.press(key);
  };

  await press("Tab");
  await reader.thread.getByLabel("Name").waitFor();
  await keyboard.type("Typed by hand.");
  await press("Tab");
  await keyboard.type("Grace");
  await press("Tab");
  await keyboard.type("keys@example.org");
  await press("Enter");
  await reader.says("published");
  assert.match(await reader.focused(), /^comment-/);

  const withdraw = reader.comment("Typed by hand.").getByRole("button", { name: "Withdraw" });
  await withdraw.waitFor();
  for (let n = 0; n < 10 && (await reader.focused()) !== "Withdraw"; n++) await press("Tab");
  await press("Enter");
  await press("Shift+Tab");
  await press("Enter");
  await reader.thread.getByText("This comment was withdrawn.").waitFor();
  await reader.close();
});

test("levels and the order are told to those who do not see them", async () => {
  const reader = await visit(world);
  await reader.open(world.host.page(`<moderato-thread article-id="${article}"></moderato-thread>`));

  const levels = await reader.thread.getByRole("listitem").evaluateAll((items) => items.map((it) => it.ariaLevel));

  assert.deepEqual(levels.filter(Boolean), ["1", "2", "3", "4", "5", "6", "7", "1"]);
  await reader.thread.getByRole("button", { name: "Oldest first", pressed: true }).waitFor();
  await reader.comment("Depth 5").getByText("In reply to Reader 4").waitFor();
  await reader.close();
});

test("nothing is wider than a screen of 320 pixels, and every target is at least 24 pixels high", async () => {
  const reader = await visit(world, { width: 320 });
  await reader.open(world.host.page(`<moderato-thread article-id="${article}"></moderato-thread>`));
  await reader.write("Narrow.");

  const wide = await reader.page.evaluate(() => document.documentElement.scrollWidth);
  const targets = await reader.thread
    .locator("button:visible, footer a:visible, input:visible, textarea:visible")
    .evaluateAll((all) => all.map((it) => it.getBoundingClientRect().height));

  assert.equal(wide, 320);
  assert.ok(
    targets.every((height) => height >= 24),
    String(targets),
  );
  await reader.close();
});

test("with forced colors at 320 pixels everything is there: reading, writing, errors, reporting, a marked comment", async () => {
  const reader = await visit(world, { width: 320, height: 700, forcedColors: "active" });
  const faults = [];
  const look = async (state) => {
    const wide = await reader.page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > 320) faults.push(`${state}: ${wide} pixels wide`);
    faults.push(...(await cutOff(reader.page)).map((it) => `${state}, cut off: ${it}`));
    faults.push(...(await lostStates(reader.page)).map((it) => `${state}, told by a background alone: ${it}`));
    await reader.page.screenshot({ path: `${FOLDER}thread-forced-${state}.png`, fullPage: true });
  };
  await reader.open(world.host.page(`<moderato-thread article-id="${article}"></moderato-thread>`));

  await look("reading");
  await reader.write("Narrow.", { name: "", email: "x" });
  await look("writing");
  await reader.send();
  await look("errors");
  await reader.thread.getByRole("button", { name: "Report" }).first().click();
  await reader.thread.getByRole("radio").first().waitFor();
  await look("reporting");
  await reader.page.evaluate(() => {
    location.hash = "comment-3";
  });
  await reader.thread.locator(".marked").waitFor();
  await look("marked");

  assert.deepEqual(faults, []);
  await reader.close();
});
