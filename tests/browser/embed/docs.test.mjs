// Every block of docs/EMBEDDING.md does what the page says, from another origin.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { setUp, visit } from "./support.mjs";

const PAGE = readFileSync(new URL("../../../docs/EMBEDDING.md", import.meta.url), "utf8");

/** @type {Awaited<ReturnType<typeof setUp>>} */
let world;
before(async () => {
  world = await setUp();
  await world.admin.policy("docs", {
    mode: "none",
    origins: [world.host.url],
    pages: { registration: "listed_origins" },
  });
});
after(() => world.close());

/** The block behind these words, about this service and this site instead of the examples. */
function block(words, values = {}) {
  const [, rest] = PAGE.split(words);
  const [, code] = /```\w+\n([\s\S]*?)```/.exec(rest) ?? [];
  let text = code.replaceAll("https://comments.example.org", world.service.url);
  text = text.replaceAll("https://blog.example.org", world.host.url);
  for (const [place, value] of Object.entries(values)) {
    assert.ok(text.includes(place), `${words}: ${place}`);
    text = text.replaceAll(place, value);
  }
  return text;
}

/** Shows a page with this body, without the scripts that the other tests have. */
async function show(body, options = {}) {
  const reader = await visit(world, options.browser);
  const url = world.host.page(body, { scripts: "", ...options });
  return { reader, url };
}

/** A page with one comment. */
async function commented(path) {
  const url = world.host.url + path;
  const author = { name: "Ada", email: `${crypto.randomUUID()}@example.org` };
  const { comment } = await world.admin.send("POST", "/v1/threads/comments", {
    url,
    site: "docs",
    title: path,
    author,
    body: `About ${path}`,
  });
  return { url, comment };
}

test("two lines are enough", async () => {
  const { reader, url } = await show(block("put the comments of a page on the page:"));

  await reader.open(url);
  await reader.write("Two lines.");
  await reader.send();

  await reader.says("published");
  assert.deepEqual(reader.faults, []);
  await reader.close();
});

for (const [words, values] of [
  ["**Hugo.**", { "{{ .Permalink }}": "/posts/hugo/", "{{ .Site.Language.Lang }}": "en-us" }],
  ["**Jekyll.**", { "{{ page.url | absolute_url }}": "/posts/jekyll/" }],
  ["**WordPress.**", { "<?php echo esc_url( get_permalink() ); ?>": "/posts/wordpress/" }],
]) {
  test(`a template finds its page: ${words}`, async () => {
    const path = Object.values(values)[0];
    const { url } = await commented(path);
    const filled = Object.fromEntries(
      Object.entries(values).map(([place, value]) => [place, value === path ? url : value]),
    );
    const { reader, url: shown } = await show(block(words, filled));

    await reader.open(shown);

    await reader.comment(`About ${path}`).waitFor();
    assert.deepEqual(reader.faults, []);
    await reader.close();
  });
}

test("a server names the article", async () => {
  const { comment } = await commented("/posts/server/");
  const body = block("**A site rendered by a server**", { "0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11": comment.article_id });
  const { reader, url } = await show(body);

  await reader.open(url);

  await reader.comment("About /posts/server/").waitFor();
  await reader.close();
});

test("a single-page app has a thread for each route", async () => {
  await commented("/routes/one");
  await commented("/routes/two");
  // Its script stands in the page.
  const csp = `script-src 'unsafe-inline' ${world.service.url}; connect-src ${world.service.url}`;
  const { reader, url } = await show(block("**A single-page app**"), { path: "/routes/one", csp });

  await reader.open(url);
  await reader.comment("About /routes/one").waitFor();
  await reader.page.evaluate(() => {
    history.pushState(null, "", "/routes/two");
    dispatchEvent(new PopStateEvent("popstate"));
  });
  await reader.comment("About /routes/two").waitFor();

  // The other way: the element stays and its address changes.
  await reader.thread.evaluate((it) => it.setAttribute("url", `${location.origin}/routes/one`));
  await reader.comment("About /routes/one").waitFor();
  assert.deepEqual(reader.faults, []);
  await reader.close();
});

test("a list of articles has its counts", async () => {
  await commented("/tea");
  const { reader, url } = await show(block("## Counts"));

  await reader.page.goto(url);

  await reader.page.locator("moderato-count", { hasText: /^1 comment$/ }).waitFor();
  await reader.close();
});

test("custom properties and parts change the look", async () => {
  await commented("/look");
  const style = `<style>${block("`more`, `show`, `closed`.")}${block("within the first screen, add:")}</style>`;
  const csp = `script-src ${world.service.url}; connect-src ${world.service.url}; style-src 'unsafe-inline'`;
  const lines = block("put the comments of a page on the page:").replace(
    "<moderato-thread>",
    `<moderato-thread url="${world.host.url}/look">`,
  );
  const { reader, url } = await show(style + lines, { csp });

  await reader.open(url);

  const author = reader.thread.locator("[part=author]").first();
  assert.equal(await author.evaluate((it) => getComputedStyle(it).fontVariantCaps), "small-caps");
  await reader.thread.getByRole("textbox").click();
  const send = reader.button("Send");
  assert.equal(await send.evaluate((it) => getComputedStyle(it).backgroundColor), "rgb(122, 31, 92)");
  await reader.close();
});

test("every part that is named exists, and every part that exists is named", () => {
  const [, list] = /`moderato-thread::part\(…\)`:([\s\S]*?)\.\n/.exec(PAGE) ?? [];
  const named = [...list.matchAll(/`([\w-]+)`/g)].map(([, name]) => name).sort();
  const folder = new URL("../../../src/web/embed/", import.meta.url);
  const files = ["thread", "comment", "compose", "own", "report", "moderate", "embed", "dom"];
  const code = files.map((name) => readFileSync(new URL(`${name}.js`, folder), "utf8")).join("");
  const parts = [...code.matchAll(/part(?:: | = )"([\w ]+)"/g), ...code.matchAll(/makeButton\([^\n]*, "([\w ]+)"\)/g)];
  const found = new Set(parts.flatMap(([, names]) => names.split(" ")));

  assert.deepEqual(named, [...found].sort());
});

test("without scripts there is a link to the thread", async () => {
  const { comment } = await commented("/tea/without");
  const link = block("## Without JavaScript").replace("/tea", "/tea/without");
  const { reader, url } = await show(link, { browser: { javaScriptEnabled: false } });

  await reader.page.goto(url);
  await reader.page.getByRole("link", { name: "Comments" }).click();

  await reader.page.getByText("About /tea/without").waitFor();
  assert.ok(comment.id);
  await reader.close();
});
