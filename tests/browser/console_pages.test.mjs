// Every page of the console: free of faults that axe-core finds, in both themes, and on a phone no wider than it.
// The pictures in target/screenshots are of these pages.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { SCREENSHOTS, startBrowser, startService } from "./support.mjs";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LONG_NAME = "A name that is as long as the rules allow it to be, and then not a bit longer...";
const SPAM =
  "Earn from home today with my simple method, it changed my life within two weeks and it will change yours, write to me and I will explain everything.";

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
  const tea = await service.publish("On tea, and why the water matters more than the leaves", {
    lead: "A long kettle of thoughts.",
  });
  const persian = await service.publish("اختلال خوردن در نوجوانان", { lead: "پرسش‌های خانواده‌ها و پاسخ‌های یک مشاور" });

  const loose = await service.post(
    tea,
    "Ada Reader",
    "Loose leaves, always. A bag is what remains on the floor of the factory.",
  );
  await service.decide(loose, "approve", service.admin);
  const reply = await service.post(
    tea,
    "Bob O'Brien",
    "Bags are fine if the water is right. Nobody could tell the difference after the second cup.",
    { parent_id: loose.id },
  );
  await service.send("POST", `/v1/comments/${loose.id}/reports`, { reason: "abuse", detail: "Insults the bags." });
  const words =
    "سلام استاد خسته نباشید در واقع شخصیت اصلی یک فرد در خانواده شکل می‌گیرد و هر جا که مشکلی با غذا خوردن دارند باید با یک درمانگر صحبت کنند.";
  await service.post(persian, "محدثه سلیم‌زاده", words, { email: "mohadese@example.net" });
  const rightToLeft = await service.post(persian, "محدثه سلیم‌زاده", words.replace("باید", "حتماً باید"), {
    email: "mohadese@example.net",
  });
  for (const name of ["Lucky Lena", "Happy Hugo", "Rich Rita"])
    await service.post(tea, name, SPAM.replace("two", name.split(" ")[0]));
  await service.post(tea, LONG_NAME, `Donau${"dampfschifffahrtsgesellschaft".repeat(7)} is a word.`);
  const long = await service.post(
    tea,
    "Long Letter",
    `${"I have kept a diary about tea since 1987 and share all of it. ".repeat(5)}\n\n`.repeat(29).slice(0, 9_900),
  );
  const code = await service.post(
    tea,
    "Coder",
    "Here is how I time it:\n\n```js\nfor (const cup of cups) await steep(cup, { seconds: 180, temperature: 80, note: 'never boiling' });\n```\n\n- green: 80 °C\n- black: 95 °C\n\n> The water matters more",
  );
  const [group] = (await service.send("GET", "/v1/admin/duplicates", undefined, service.admin)).items;

  paths = {
    queue: "queue",
    "queue-empty": "queue?status=spam",
    "queue-reported": `queue?status=all&comment=${loose.id}`,
    "queue-reply": `queue?comment=${reply.id}`,
    "queue-right-to-left": `queue?comment=${rightToLeft.id}`,
    "queue-long": `queue?comment=${long.id}`,
    "queue-code": `queue?comment=${code.id}`,
    duplicates: "duplicates",
    "duplicates-one": `duplicates/${group.id}`,
    "duplicates-empty": "duplicates?state=settled",
    articles: "articles",
    "articles-empty": "articles?url=https://example.org/none",
    "article-new": "articles/new",
    article: `articles/${tea.id}`,
    policy: "policy",
    sites: "sites",
    people: "people",
    log: "log",
    audit: "log?tab=audit",
    overview: "overview",
    account: "account",
    help: "help",
    "not-found": "nothing",
  };
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

/** What axe-core finds on a page. @param {import("playwright-core").Page} page */
async function violations(page) {
  await page.evaluate(AXE);
  const { violations: found } = await page.evaluate(() =>
    Reflect.get(window, "axe").run(document, { resultTypes: ["violations"] }),
  );
  return found.flatMap((/** @type {any} */ one) =>
    one.nodes.map(
      (/** @type {any} */ node) =>
        `${one.id}: ${node.html.slice(0, 160)} ${node.any.map((/** @type {any} */ it) => it.message)[0] ?? ""}`,
    ),
  );
}

/** Waits until nothing is loading. @param {import("playwright-core").Page} page */
async function settled(page) {
  await page.waitForFunction(() => {
    const card = document.querySelector("comment-card");
    const isShown = !card || card.querySelector(".evidence, .state") || document.querySelector(".pane-list > .state");
    return isShown && document.querySelector("main h1, main .state") && !document.querySelector(".skeleton");
  });
  await page.waitForTimeout(150);
}

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test(`axe-core finds nothing on any page, ${colorScheme}`, { timeout: 300_000 }, async () => {
    const page = await service.signIn(browser, "grace", { colorScheme });
    const found = [];

    for (const [name, path] of Object.entries(paths)) {
      for (const width of [1440, 1024, 390]) {
        await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
        await page.goto(`${service.base}/console/${path}`);
        await settled(page);
        await page.screenshot({ path: join(SCREENSHOTS, `console-${name}-${width}-${colorScheme}.png`) });
        const tooWide = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        if (tooWide > 0) found.push(`${name} at ${width}: ${tooWide} px too wide`);
        if (width !== 1024)
          found.push(...(await violations(page)).map((/** @type {string} */ one) => `${name} at ${width}: ${one}`));
      }
    }

    assert.deepEqual(found, []);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
}

test("axe-core finds nothing in what opens: filters, reasons, selection, undo, go to, menu, sign-in", async () => {
  const page = await service.signIn(browser, "grace");
  await settled(page);
  const found = [];

  const acts = {
    filters: () => page.keyboard.press("f"),
    selection: () => page.keyboard.press("x"),
    reasons: () => page.locator(".decide summary").click(),
    evidence: () => page.keyboard.press("e"),
    note: () => page.keyboard.press("m"),
    undo: async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("d");
    },
    "go-to": () => page.keyboard.press("Control+k"),
    menu: async () => {
      await page.keyboard.press("Escape");
      await page.setViewportSize({ width: 390, height: 844 });
      await page.getByRole("button", { name: "Menu" }).click();
    },
  };
  for (const [name, act] of Object.entries(acts)) {
    await act();
    await page.waitForTimeout(100);
    found.push(...(await violations(page)).map((/** @type {string} */ one) => `${name}: ${one}`));
    await page.screenshot({ path: join(SCREENSHOTS, `console-opened-${name}.png`) });
  }
  const outside = await browser.newPage();
  await outside.goto(`${service.base}/console/`);
  await outside.getByLabel("Email").waitFor();
  found.push(...(await violations(outside)));
  await outside.screenshot({ path: join(SCREENSHOTS, "console-sign-in.png") });

  assert.deepEqual(found, []);
  await outside.close();
  await page.context().close();
});

test("what can be hit is at least 24 pixels high and wide", async () => {
  const page = await service.signIn(browser, "grace");
  const small = [];

  for (const path of ["queue", "duplicates", "policy", "people", "account"]) {
    await page.goto(`${service.base}/console/${path}`);
    await settled(page);
    // Links within a sentence may be as high as their line (WCAG 2.5.8); a check box counts with its label.
    small.push(
      ...(await page.evaluate(() =>
        [...document.querySelectorAll("button, select, summary, input:not([type=checkbox]), nav a, .button")]
          .map((element) => ({ box: element.getBoundingClientRect(), text: element.outerHTML.slice(0, 100) }))
          .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
          .map(({ text }) => text),
      )),
    );
  }

  assert.deepEqual(small, []);
  await page.context().close();
});

test("each pair of text and background in the tokens has a contrast of 4.5 in both themes", async () => {
  const css = await readFile(new URL("../../src/web/shared/tokens.css", import.meta.url), "utf8");
  const tokens = Object.fromEntries(
    [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, light, dark]) => [
      name,
      [light, dark],
    ]),
  );
  const surfaces = ["surface", "surface-raised", "surface-sunken"];
  const texts = ["text", "text-quiet", "accent", "approve", "decline", "waiting"];
  const pairs = [
    ...texts.flatMap((text) => surfaces.map((surface) => [text, surface])),
    ...["text", "text-quiet", "accent"].map((text) => [text, "accent-soft"]),
    ["on-accent", "accent"],
    ...["approve", "decline", "waiting"].flatMap((meaning) => [
      [meaning, `${meaning}-soft`],
      ["text", `${meaning}-soft`],
    ]),
  ];

  const low = pairs.flatMap(([text, surface]) =>
    [0, 1].map((theme) => ({
      pair: `${text} on ${surface}, ${["light", "dark"][theme]}`,
      contrast: contrast(tokens[text][theme], tokens[surface][theme]),
    })),
  );

  assert.deepEqual(
    low.filter((one) => one.contrast < 4.5),
    [],
  );
});

/** The contrast of two colours (WCAG 2.2). @param {string} a @param {string} b */
function contrast(a, b) {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** @param {string} colour */
function luminance(colour) {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
