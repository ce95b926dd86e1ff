// A reader's visit to a page of another origin.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setUp, visit } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof setUp>>} */
let world;
before(async () => {
  world = await setUp();
  const origins = [world.host.url];
  await world.admin.policy("open", { mode: "none", origins, campaign_authors: 0 });
  await world.admin.policy("held", { mode: "all", origins });
  await world.admin.policy("asked", { mode: "none", origins, challenge: "arithmetic" });
});
after(() => world.close());

const embed = (article, attributes = "") => `<moderato-thread article-id="${article}" ${attributes}></moderato-thread>`;

/** An article with comments, and a reader who sees its page. */
async function scene({
  site = "open",
  comments = [],
  attributes = "",
  before: above = "",
  page = {},
  browser = {},
} = {}) {
  const article = await world.admin.article(site);
  const posted = [];
  for (const [body, options] of comments) posted.push(await world.admin.comment(article, body, options));
  const url = world.host.page(above + embed(article, attributes), page);
  const reader = await visit(world, browser);
  await reader.open(url);
  return { article, posted, url, reader };
}

test("a guest reads a thread without a failing request, and is told how many comments there are", async () => {
  const { reader } = await scene({ comments: [["First of all, *hello*."], ["The second one."]] });

  await reader.comment("First of all").getByText("hello").waitFor();
  assert.equal(await reader.thread.getByRole("heading", { level: 2 }).textContent(), "2 comments");
  assert.equal(await reader.thread.getByRole("listitem").count(), 2);
  assert.equal((await reader.events("loaded"))[0].total, 2);
  assert.deepEqual(reader.faults, []);
  await reader.close();
});

test("a visit costs one request for the comments and one live stream, and loads nothing of the form", async () => {
  const { reader } = await scene({ comments: [["Only to be read."]] });
  await reader.page.waitForFunction(() =>
    performance.getEntriesByType("resource").some((it) => it.name.includes("live.js")),
  );

  const asked = reader.requests
    .filter((it) => it.includes("/v1/"))
    .map((it) => it.replace(/[?].*/, "").replace(/[\da-f-]{36}/, "{id}"));

  assert.deepEqual(asked.sort(), ["GET /v1/articles/{id}/events", "GET /v1/threads"]);
  assert.equal(
    reader.requests.some((it) => /writing|compose|own|report|moderate|link/.test(it)),
    false,
  );
  await reader.close();
});

test("an empty thread says so and invites", async () => {
  const { reader } = await scene();

  await reader.thread.getByRole("heading", { name: "No comments yet" }).waitFor();
  await reader.thread.getByRole("textbox", { name: "Write a comment" }).waitFor();
  await reader.close();
});

test("a comment that is published stands in the thread at once, has the focus and announces itself to the page", async () => {
  const { reader } = await scene({ comments: [["An earlier one."]] });

  await reader.write("Bags are **fine**.");
  await reader.send();

  await reader.says("Your comment is published.");
  assert.match(await reader.focused(), /^comment-/);
  await reader.thread.getByRole("heading", { name: "2 comments" }).waitFor();
  assert.equal((await reader.events("posted")).length, 1);
  assert.deepEqual(reader.faults, []);
  await reader.close();
});

test("a held comment stands at its place for its author only, over a reload, until it is approved live", async () => {
  const { reader, url, article } = await scene({ site: "held" });
  await reader.write("Please publish this.");
  await reader.send();
  await reader.says("waits for approval");
  await reader.comment("Please publish this.").getByText("Waiting for approval. Only you see this.").waitFor();

  const other = await visit(world);
  await other.open(url);
  assert.equal(await other.comment("Please publish this.").count(), 0);

  await reader.page.reload();
  await reader.comment("Please publish this.").getByText("Waiting for approval. Only you see this.").waitFor();

  const [{ id }] = (await world.admin.send("GET", `/v1/admin/comments?article_id=${article}`)).items;
  await world.admin.decide(id, "approve");
  await reader.comment("Please publish this.").getByText("Waiting for approval").waitFor({ state: "hidden" });
  await other.button("1 new comment").waitFor();
  assert.deepEqual([...reader.faults, ...other.faults], []);
  await reader.close();
  await other.close();
});

test("the author of a declined comment sees that and the reason, and can put it away", async () => {
  const { reader, article } = await scene({ site: "held" });
  await reader.write("Buy my tea.");
  await reader.send();
  await reader.says("waits for approval");
  const [{ id }] = (await world.admin.send("GET", `/v1/admin/comments?article_id=${article}`)).items;
  await world.admin.decide(id, "reject", "No advertising, please.");

  await reader.page.reload();

  await reader
    .comment("Buy my tea.")
    .getByText("Declined. Only you see this. Reason: No advertising, please.")
    .waitFor();
  await reader.comment("Buy my tea.").getByRole("button", { name: "Do not show again" }).click();
  await reader.comment("Buy my tea.").waitFor({ state: "detached" });
  await reader.page.reload();
  await reader.thread.getByRole("heading", { name: "No comments yet" }).waitFor();
  assert.equal(await reader.comment("Buy my tea.").count(), 0);
  await reader.close();
});

test("a reply stands under its comment", async () => {
  const { reader } = await scene({ comments: [["Leaves or bags?"], ["Something else."]] });

  await reader.comment("Leaves or bags?").getByRole("button", { name: "Reply" }).click();
  const box = reader.thread.getByRole("textbox", { name: "Reply to Ada" });
  await box.fill("Leaves.");
  await reader.thread.getByLabel("Name").fill("Grace");
  await reader.thread.getByLabel("Email").fill("grace@example.org");
  await reader.send();

  const branch = reader.thread.getByRole("listitem").filter({ hasText: "Leaves or bags?" });
  await branch.getByRole("article").filter({ hasText: "Leaves." }).waitFor();
  assert.deepEqual(reader.faults, []);
  await reader.close();
});

test("what is missing or wrong is said beside its field, and the first of them has the focus", async () => {
  const { reader } = await scene();

  await reader.thread.getByRole("textbox", { name: "Write a comment" }).click();
  await reader.thread.getByLabel("Website").fill("not a site");
  await reader.send();

  const name = reader.thread.getByLabel("Name");
  assert.equal(await reader.thread.getByText("Please fill this in.").count(), 3);
  assert.equal(await name.getAttribute("aria-invalid"), "true");
  assert.equal(await reader.thread.getByText("This is not a web address.").count(), 1);
  assert.equal(
    await reader.thread
      .getByRole("textbox", { name: "Write a comment" })
      .evaluate((it) => it.getRootNode().activeElement === it),
    true,
  );
  assert.deepEqual(
    reader.requests.filter((it) => it.startsWith("POST")),
    [],
  );
  await reader.close();
});

test("what the service finds wrong is said beside its field, too", async () => {
  const { reader } = await scene();

  await reader.write("#");
  await reader.send();

  await reader.thread.getByText("Please check the marked fields.").waitFor();
  assert.equal(await reader.thread.getByText("Please write something that can be seen.").count(), 1);
  await reader.close();
});

test("an unsent text survives a reload, and is gone when it is sent", async () => {
  const { reader } = await scene();
  await reader.write("Not yet finished");

  await reader.page.reload();

  const box = reader.thread.getByRole("textbox", { name: "Write a comment" });
  await reader.thread.getByLabel("Email").waitFor();
  assert.equal(await box.inputValue(), "Not yet finished");
  await reader.write("Now finished");
  await reader.send();
  await reader.says("published");
  await reader.page.reload();
  await reader.comment("Now finished").waitFor();
  assert.equal(await box.inputValue(), "");
  await reader.close();
});

test("the next comment knows the name of its author", async () => {
  const { reader } = await scene();
  await reader.write("One.", { name: "Grace", email: "grace.hopper@example.org" });
  await reader.send();
  await reader.says("published");

  await reader.page.reload();
  await reader.thread.getByRole("textbox", { name: "Write a comment" }).click();

  assert.equal(await reader.thread.getByLabel("Name").inputValue(), "Grace");
  assert.equal(await reader.thread.getByLabel("Email").inputValue(), "grace.hopper@example.org");
  await reader.close();
});

test("a preview shows the text as readers will see it", async () => {
  const { reader } = await scene();
  await reader.write("It is **important**.");

  await reader.button("Preview").click();

  await reader.thread.getByRole("region", { name: "Preview" }).locator("strong", { hasText: "important" }).waitFor();
  await reader.close();
});

test("a challenge is asked for when the text has the focus, and a wrong answer brings a new one", async () => {
  const { reader } = await scene({ site: "asked" });
  assert.equal(reader.requests.filter((it) => it.includes("challenges")).length, 0);

  await reader.write("Are you sure?");
  const answer = reader.thread.getByLabel("Please solve");
  await answer.fill("99999");
  await reader.send();
  await reader.thread.getByText("Here is a new question.").waitFor();

  const question = await reader.thread.getByText("Please solve").textContent();
  const [, one, sign, other] = /(\d+)\s*(\D)\s*(\d+)/.exec(question) ?? [];
  await answer.fill(String(sign === "+" ? Number(one) + Number(other) : Number(one) - Number(other)));
  await reader.send();
  await reader.says("published");
  await reader.close();
});

test("an answer is spent by a comment that is refused, and the next one has a new question", async () => {
  const { reader } = await scene({ site: "asked" });
  const solve = async () => {
    const question = await reader.thread.getByText("Please solve").textContent();
    const [, one, sign, other] = /(\d+)\s*(\D)\s*(\d+)/.exec(question) ?? [];
    const sum = sign === "+" ? Number(one) + Number(other) : Number(one) - Number(other);
    await reader.thread.getByLabel("Please solve").fill(String(sum));
  };
  await reader.write("#");
  await solve();
  await reader.send();
  await reader.thread.getByText("Please write something that can be seen.").waitFor();

  await reader.thread.getByRole("textbox", { name: "Write a comment" }).fill("Something to see.");
  await solve();
  await reader.send();

  await reader.says("published");
  await reader.close();
});

test("the second comment of an author carries the proof of the first", async () => {
  const { reader } = await scene();
  const person = { name: "Grace", email: "proof@example.org" };
  await reader.write("The first of two.", person);
  await reader.send();
  await reader.says("published");

  const sent = reader.page.waitForRequest((it) => it.method() === "POST" && it.url().endsWith("/comments"));
  await reader.write("The second of two.", person);
  await reader.send();

  assert.match((await sent).headers().authorization ?? "", /^Bearer guest\./);
  await reader.comment("The second of two.").waitFor();
  assert.deepEqual(reader.faults, []);
  await reader.close();
});

test("the same comment twice is refused with a way to the first", async () => {
  const { reader } = await scene();
  const person = { name: "Grace", email: "twice@example.org" };
  await reader.write("Thank you!", person);
  await reader.send();
  await reader.says("published");

  await reader.write("Thank you!", person);
  await reader.send();

  await reader.thread.getByRole("alert").filter({ hasText: "already" }).waitFor();
  assert.equal(await reader.thread.getByRole("textbox", { name: "Write a comment" }).inputValue(), "Thank you!");
  await reader.button("Show it").click();
  assert.match(await reader.focused(), /^comment-/);
  await reader.close();
});

test("who may not send yet is told how long to wait, and keeps the text", async () => {
  const { reader } = await scene();
  await reader.page.route("**/v1/articles/*/comments", (route) =>
    route.request().method() === "POST"
      ? route.fulfill({
          status: 429,
          headers: {
            "retry-after": "2",
            "access-control-allow-origin": "*",
            "access-control-expose-headers": "Retry-After",
            "content-type": "application/problem+json",
          },
          body: JSON.stringify({ code: "rate_limited", status: 429, detail: "Wait." }),
        })
      : route.continue(),
  );
  await reader.write("A lot of comments.");

  await reader.send();

  await reader.thread.getByRole("alert").filter({ hasText: "again in 2 seconds" }).waitFor();
  assert.equal(await reader.button("Send").getAttribute("aria-disabled"), "true");
  await reader.thread.getByRole("alert").filter({ hasText: "You can send now." }).waitFor();
  assert.equal(await reader.button("Send").getAttribute("aria-disabled"), null);
  assert.equal(
    await reader.thread.getByRole("textbox", { name: "Write a comment" }).inputValue(),
    "A lot of comments.",
  );
  await reader.close();
});

test("a request that got lost is sent again with the same key: the comment is stored once", async () => {
  const { reader, article } = await scene();
  let isLost = false;
  await reader.page.route("**/v1/articles/*/comments", async (route) => {
    if (route.request().method() !== "POST" || isLost) return route.continue();
    isLost = true;
    await route.fetch();
    await route.abort();
  });
  await reader.write("Only once, please.");

  await reader.send();
  await reader.thread.getByRole("alert").filter({ hasText: "cannot be reached" }).waitFor();
  await reader.send();

  await reader.says("published");
  const { total } = await world.admin.send("GET", `/v1/articles/${article}/comments`);
  assert.equal(total, 1);
  await reader.close();
});

test("an offline reader is told since when, and keeps the text", async () => {
  const { reader } = await scene();
  await reader.write("In a tunnel.");

  await reader.page.context().setOffline(true);
  await reader.thread.getByRole("alert").filter({ hasText: "offline since" }).waitFor();
  await reader.page.context().setOffline(false);
  await reader.thread.getByRole("alert").filter({ hasText: "online again" }).waitFor();

  await reader.send();
  await reader.says("published");
  await reader.close();
});

test("a thread that cannot be loaded says so, and comes when it is tried again", async () => {
  const article = await world.admin.article("open");
  await world.admin.comment(article, "Here I am.");
  const reader = await visit(world);
  let isAway = true;
  await reader.page.route("**/v1/threads?*", (route) =>
    isAway
      ? route.fulfill({
          status: 503,
          headers: { "access-control-allow-origin": "*", "content-type": "application/problem+json" },
          body: JSON.stringify({ code: "unavailable", status: 503, detail: "Later." }),
        })
      : route.continue(),
  );
  await reader.page.goto(world.host.page(embed(article)));
  await reader.says("The comments cannot be loaded at the moment.");
  assert.equal((await reader.events("error"))[0].code, "unavailable");

  isAway = false;
  await reader.button("Try again").click();

  await reader.comment("Here I am.").waitFor();
  await reader.close();
});

test("an author edits within the window and withdraws for good", async () => {
  const { reader } = await scene({ comments: [["Another one."]] });
  await reader.write("A tpyo.");
  await reader.send();
  await reader.says("published");

  await reader.comment("A tpyo.").getByRole("button", { name: "Edit" }).click();
  await reader.button("Save").waitFor();
  const box = reader.thread.getByRole("textbox", { name: "Comment", exact: true });
  assert.equal(await box.inputValue(), "A tpyo.");
  await box.fill("A typo.");
  await reader.button("Save").click();
  await reader.comment("A typo.").getByText("edited").waitFor();

  await reader.comment("A typo.").getByRole("button", { name: "Withdraw" }).click();
  await reader.comment("A typo.").getByText("for good?").waitFor();
  await reader.comment("A typo.").getByRole("button", { name: "Withdraw" }).click();
  await reader.thread.getByText("This comment was withdrawn.").waitFor();
  await reader.thread.getByRole("heading", { name: "1 comment" }).waitFor();
  assert.deepEqual(reader.faults, []);
  await reader.close();
});

test("a reader reports a comment with a reason", async () => {
  const { reader, posted } = await scene({ comments: [["Cheap pills."]] });

  await reader.comment("Cheap pills.").getByRole("button", { name: "Report" }).click();
  await reader.thread.getByRole("button", { name: "Send" }).click();
  await reader.thread.getByText("Please choose one.").waitFor();
  await reader.thread.getByRole("radio", { name: "Spam or advertising" }).check();
  await reader.thread.getByRole("textbox", { name: /Details/ }).fill("It sells something.");
  await reader.thread.getByRole("button", { name: "Send" }).click();

  await reader.says("A moderator will look at it.");
  const { reports } = await world.admin.send("GET", `/v1/admin/comments/${posted[0].id}`);
  assert.deepEqual(
    reports.map((it) => [it.reason, it.detail]),
    [["spam", "It sells something."]],
  );
  await reader.close();
});

test("what arrives waits behind a line and moves nothing, until the reader asks for it", async () => {
  const { reader, article, posted } = await scene({ comments: [["The first one."], ["The second one."]] });
  const place = () => reader.comment("The second one.").evaluate((it) => it.getBoundingClientRect().top);
  await reader.page.waitForFunction(() =>
    performance.getEntriesByType("resource").some((it) => it.name.includes("live.js")),
  );
  await reader.page.waitForTimeout(500); // The stream is open when it is asked for; nothing on the page says so.

  const before = await place();
  await world.admin.comment(article, "A late reply.", { name: "Bo", parent_id: posted[0].id });
  await reader.button("1 new comment").waitFor();
  assert.equal(await place(), before);
  await world.admin.comment(article, "And a new one.", { name: "Cy" });
  await reader.button("2 new comments").waitFor();

  assert.equal(await place(), before);
  assert.equal(await reader.comment("A late reply.").count(), 0);
  await reader.button("2 new comments").click();
  await reader.comment("And a new one.").waitFor();
  assert.match(await reader.focused(), /^comment-/);
  const branch = reader.thread.getByRole("listitem").filter({ hasText: "The first one." });
  assert.equal(await branch.getByText("A late reply.").count(), 1);
  await reader.close();
});

test("a link to a comment loads it, marks it and gives it the focus, by id and by number", async () => {
  const comments = Array.from({ length: 30 }, (_, n) => [
    `Comment number ${n + 1} of many, in words of its own: ${"abcdefghijklmnopqrstuvwxyz"[n % 26].repeat(n + 2)}`,
  ]);
  const { posted, url, reader, article } = await scene({ comments });
  const reply = await world.admin.comment(article, "Deep down.", { parent_id: posted[28].id });

  for (const fragment of [`#comment-${posted[29].id}`, "#comment-30", `#comment-${reply.id}`]) {
    const other = await visit(world);
    await other.open(url + fragment);
    const wanted = fragment.endsWith(reply.id) ? "Deep down." : "Comment number 30 of many";

    await other.comment(wanted).waitFor();
    await other.page.waitForFunction(() =>
      document.querySelector("moderato-thread").shadowRoot.activeElement?.id.startsWith("comment-"),
    );

    assert.equal(await other.focused(), `comment-${fragment.endsWith(reply.id) ? reply.id : posted[29].id}`);
    assert.equal(
      await other
        .comment(wanted)
        .evaluate((it) => it.getBoundingClientRect().top >= 0 && it.getBoundingClientRect().bottom <= innerHeight),
      true,
    );
    assert.deepEqual(other.faults, []);
    await other.close();
  }

  await reader.button("More comments").click();
  await reader.comment("Comment number 30 of many").waitFor();
  assert.equal(await reader.focused(), `comment-${posted[25].id}`);
  await reader.page.evaluate((id) => {
    location.hash = `comment-${id}`;
  }, posted[3].id);
  await reader.page.waitForFunction(
    (id) => document.querySelector("moderato-thread").shadowRoot.activeElement?.id === `comment-${id}`,
    posted[3].id,
  );
  await reader.close();
});

test("the newest stand first if the reader wants it", async () => {
  const { reader } = await scene({ comments: [["The first one."], ["The second one."]] });

  await reader.button("Newest first").click();

  await reader.thread.getByRole("button", { name: "Newest first", pressed: true }).waitFor();
  await reader.page.waitForFunction(() => document.querySelector("moderato-thread").shadowRoot.activeElement);
  assert.equal(await reader.focused(), "Newest first");
  const texts = await reader.thread.getByRole("article").allTextContents();
  assert.match(texts[0], /The second one/);
  await reader.close();
});

test("a long branch is continued where it stands", async () => {
  const { reader, article, posted, url } = await scene({ comments: [["The root."]] });
  for (let n = 0; n < 103; n++)
    await world.admin.comment(article, `Reply ${n}, as the ${n}th one.`, { parent_id: posted[0].id });
  await reader.open(url);

  const more = reader.thread.getByRole("button", { name: /more repl/ });
  const said = await more.textContent();
  await more.click();

  await more.waitFor({ state: "hidden" });
  assert.equal(said, "3 more replies");
  assert.equal(await reader.thread.getByRole("article").count(), 104);
  await reader.close();
});

test("the language is that of the attribute, else of the page, and Persian runs from right to left", async () => {
  const { reader } = await scene({ comments: [["سلام"], ["Hello."]], page: { lang: "fa", dir: "rtl" } });
  await reader.thread.getByRole("heading", { name: "۲ دیدگاه" }).waitFor();
  assert.equal(await reader.thread.locator("section").getAttribute("dir"), "rtl");

  await reader.thread.evaluate((it) => it.setAttribute("locale", "de"));

  await reader.thread.getByRole("heading", { name: "2 Kommentare" }).waitFor();
  assert.equal(await reader.thread.locator("section").getAttribute("dir"), "ltr");
  await reader.close();
});

test("the language is that of the site where the page says none, whatever the browser speaks", async () => {
  const site = await world.admin.send("GET", "/v1/admin/sites/open");
  await world.admin.send("PATCH", "/v1/admin/sites/open", { version: site.version, locale: "fr" });

  const { reader } = await scene({ comments: [["Bonjour."]], page: { lang: "" } });
  await reader.thread.getByRole("heading", { name: "1 commentaire" }).waitFor();
  await reader.thread.evaluate((it) => it.setAttribute("locale", "de"));
  await reader.thread.getByRole("heading", { name: "1 Kommentar" }).waitFor();
  await reader.close();

  await world.admin.send("PATCH", "/v1/admin/sites/open", { version: site.version + 1, locale: site.locale });
});

test("a thread far down is loaded when it comes near, a manual one when it is asked for", async () => {
  const { reader, article } = await scene({ comments: [["Down here."]], attributes: 'loading="eager"' });
  await reader.page.goto(world.host.page(`<div class="far"></div>${embed(article)}`));
  await reader.page.waitForTimeout(300); // Long enough for a thread that does not wait.
  assert.deepEqual(reader.requests.filter((it) => it.includes("/v1/threads")).length, 1);
  await reader.page.evaluate(() => scrollTo(0, 2500));
  await reader.comment("Down here.").waitFor();

  await reader.page.goto(world.host.page(embed(article, 'loading="manual"')));
  await reader.button("Show comments").click();
  await reader.comment("Down here.").waitFor();
  await reader.close();
});

test("the colours follow the attribute and the page while it is open", async () => {
  const { reader } = await scene({ comments: [["Light."]] });
  const isDark = () => reader.thread.locator("section.dark").count();
  assert.equal(await isDark(), 0);

  await reader.page.evaluate(() => document.documentElement.classList.add("dark"));
  await reader.thread.locator("section.dark").waitFor();
  await reader.thread.evaluate((it) => it.setAttribute("theme", "light"));

  assert.equal(await isDark(), 0);
  await reader.close();
});

test("nothing on the page moves while the thread comes", async () => {
  const comments = Array.from({ length: 8 }, (_, n) => [
    `A comment of some length, so that there is something to see: ${n}`,
  ]);
  const { reader, url } = await scene({ comments });
  // Slow enough for the words "Loading comments…" to be seen.
  await reader.page.route("**/v1/threads?*", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.continue();
  });
  await reader.page.addInitScript(() => {
    globalThis.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });

  await reader.open(url);
  await reader.comment("to see: 7").waitFor();
  await reader.page.waitForTimeout(300); // A shift is reported after the frame in which it happens.

  assert.equal(await reader.page.evaluate(() => globalThis.shift), 0);
  await reader.close();
});

test("all counts of a page come in one request, in the words of the page", async () => {
  const one = await world.admin.article("open");
  const two = await world.admin.article("open");
  await world.admin.comment(one, "The only one.");
  const reader = await visit(world);
  const words = 'one="# comment" other="# comments"';
  const url = world.host.page(
    `<moderato-count article-id="${one}" ${words}></moderato-count> <moderato-count article-id="${two}">many</moderato-count>
     <moderato-count url="/nowhere" ${words}></moderato-count>`,
  );

  await reader.page.goto(url);
  await reader.page.getByText("1 comment", { exact: true }).waitFor();

  const counts = await reader.page.locator("moderato-count").allTextContents();
  assert.deepEqual(counts, ["1 comment", "0", "0 comments"]);
  assert.equal(reader.requests.filter((it) => it.includes("/v1/counts")).length, 1);
  assert.deepEqual(reader.faults, []);
  await reader.close();
});
