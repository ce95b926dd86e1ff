// Hostile text from strangers is shown as text, on a page whose policy must not be touched.
//
// MODERATO_SHARED names a folder whose data/hostile_text has JSON lists with more of it.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setUp, visit } from "./support.mjs";

const CANARY = "globalThis.ran=1";
const TEXTS = [
  `<script>${CANARY}</script>`,
  `<img src=x onerror="${CANARY}">`,
  `<svg onload="${CANARY}">`,
  `<svg><animate onbegin="${CANARY}" attributeName=x dur=1s>`,
  `<math><mtext><table><mglyph><style><img src=x onerror="${CANARY}">`,
  `<iframe srcdoc="<script>parent.ran=1</script>"></iframe>`,
  `<a href="javascript:${CANARY}">x</a>`,
  `[x](javascript:${CANARY})`,
  `[x](data:text/html,<script>${CANARY}</script>)`,
  `![x](x "onerror=${CANARY}")`,
  `"><img src=x onerror=${CANARY}>`,
  `'-${CANARY}-'`,
  `\${${CANARY}} {{${CANARY}}} {n} {name}`,
  `<details open ontoggle="${CANARY}">`,
  `<form><button formaction="javascript:${CANARY}">x</button></form>`,
  `<template><img src=x onerror="${CANARY}"></template>`,
  `<moderato-thread locale="../../x"></moderato-thread>`,
  "\u202etxt.exe\u202c \u200b\u2066 \ufeff",
];

/** @type {Awaited<ReturnType<typeof setUp>>} */
let world;
before(async () => {
  world = await setUp();
  await world.admin.policy("hostile", {
    mode: "none",
    origins: [world.host.url],
    campaign_authors: 0,
    repeat_refusal_seconds: 0,
  });
});
after(() => world.close());

function texts() {
  if (!process.env.MODERATO_SHARED) return TEXTS;
  const folder = join(process.env.MODERATO_SHARED, "data/hostile_text");
  const lists = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const more = lists.flatMap((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
  const seen = more.map((text) => text.replace(/alert\([^)]*\)/g, CANARY));
  return [...TEXTS, ...seen].filter((text) => text.trim());
}

/** Posts a text as body and, cut to fit, as name; the service refuses what it does not take. */
async function post(article, text) {
  const name = [...text.trim()].slice(0, 80).join("");
  await world.admin.comment(article, text, { name }).catch(() => world.admin.comment(article, text).catch(() => {}));
}

test("hostile names and texts run nothing, load nothing and move nothing out of the thread", async () => {
  const article = await world.admin.article("hostile");
  const all = texts();
  for (let start = 0; start < all.length; start += 20) {
    await Promise.all(all.slice(start, start + 20).map((text) => post(article, text)));
  }
  const reader = await visit(world);
  await reader.page.addInitScript(() => {
    globalThis.reports = [];
    addEventListener("securitypolicyviolation", (event) =>
      globalThis.reports.push(`${event.violatedDirective} ${event.sample}`),
    );
  });

  await reader.open(world.host.page(`<moderato-thread article-id="${article}"></moderato-thread>`));
  const more = reader.button("More comments");
  while (await more.isVisible()) {
    const before = await reader.thread.getByRole("article").count();
    await more.click();
    await reader.page.waitForFunction(
      (n) => document.querySelector("moderato-thread").shadowRoot.querySelectorAll("article").length > n,
      before,
    );
  }
  const found = await reader.page.evaluate(() => {
    const root = document.querySelector("moderato-thread").shadowRoot;
    const elements = [...root.querySelectorAll("[part=text] *, b *")];
    const bad = elements.filter(
      (it) =>
        /^(script|style|iframe|object|embed|form|input|svg|math|template|link|meta|base)$/i.test(it.localName) ||
        it.localName.includes("-") ||
        [...it.attributes].some(
          ({ name, value }) =>
            name.startsWith("on") || name === "style" || /^\s*(javascript|data|vbscript):/i.test(value),
        ),
    );
    return {
      ran: globalThis.ran,
      reports: globalThis.reports,
      bad: bad.map((it) => it.outerHTML),
      shown: root.querySelectorAll("article").length,
    };
  });

  assert.equal(found.ran, undefined);
  assert.deepEqual(found.bad, []);
  assert.deepEqual(
    found.reports.filter((it) => !it.startsWith("img-src")),
    [],
  );
  assert.ok(found.shown >= TEXTS.length - 2, `${found.shown} shown`);
  await reader.close();
});

test("a hostile title, address, locale and fragment of the page itself are data, too", async () => {
  for (const attributes of [
    `article-id="x&quot;&gt;&lt;img src=x onerror=${CANARY}&gt;"`,
    'locale="../../../x" url="javascript:alert(1)"',
    'locale="__proto__" sort="constructor" theme="x" loading="y" article-id="0"',
  ]) {
    const reader = await visit(world);
    await reader.page.goto(
      `${world.host.page(`<moderato-thread ${attributes}></moderato-thread>`)}#comment-<img src=x onerror=${CANARY}>`,
    );
    await reader.says("The comments cannot be loaded at the moment.");
    assert.equal(await reader.page.evaluate(() => globalThis.ran), undefined);
    await reader.close();
  }
});

test("on a page that allows no HTML at all, comments are shown as they were typed", async () => {
  const article = await world.admin.article("hostile");
  await world.admin.comment(article, "It is **plain**.");
  const { url } = world.service;
  const csp = `script-src ${url}; connect-src ${url}; require-trusted-types-for 'script'; trusted-types 'none'`;
  const reader = await visit(world);

  await reader.open(world.host.page(`<moderato-thread article-id="${article}"></moderato-thread>`, { csp }));

  await reader.comment("It is **plain**.").waitFor();
  await reader.close();
});
