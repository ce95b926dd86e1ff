// A moderator's day: signing in, deciding by keys, undo, groups, colleagues, arrivals, filters, articles, policy.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, startService, uniqueText } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startService>>} */
let service;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {{name: string, token: string}} */
let ada;

before(async () => {
  [service, browser] = await Promise.all([startService(), startBrowser()]);
  ada = await service.moderator("ada");
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

/** The text of the card. @param {import("playwright-core").Page} page */
const cardText = (page) => page.locator("comment-card .text");

/** Waits until the service has this status of a comment. @param {string} id @param {string} status */
async function becomes(id, status) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const comment = await service.comment(id);
    if (comment.status === status) return comment;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail(`The comment ${id} is not ${status}.`);
}

test("a wrong password is said in words and keeps the email", async () => {
  const page = await browser.newPage();
  await page.goto(`${service.base}/console/`);

  await page.getByLabel("Email").fill("grace@example.org");
  await page.getByLabel("Password").fill("wrong wrong wrong");
  await page.getByRole("button", { name: "Sign in" }).click();

  await page.getByRole("alert").filter({ hasText: "do not match" }).waitFor();
  assert.equal(await page.getByLabel("Email").inputValue(), "grace@example.org");
  await page.close();
});

test("letters decide, the next comment follows, and z takes back", async () => {
  const article = await service.publish("Keys");
  const [first, second] = [
    await service.post(article, "Bob", "The first of two comments."),
    await service.post(article, "Cleo", "The second of two comments, other words."),
  ];
  const page = await service.signIn(browser, "grace", { path: `queue?article=${article.id}` });
  await cardText(page).getByText("The first of two").waitFor();

  await page.keyboard.press("a");
  await cardText(page).getByText("The second of two").waitFor();
  await becomes(first.id, "approved");
  await page.keyboard.press("z");
  await cardText(page).getByText("The first of two").waitFor();
  await becomes(first.id, "pending");
  await page.keyboard.press("s");
  await cardText(page).getByText("The second of two").waitFor();
  await page.keyboard.press("Control+z");

  await becomes(first.id, "pending");
  await page.keyboard.press("j");
  await page.keyboard.press("d");
  await becomes(second.id, "rejected");
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("a digit gives the reason before the decision, and with Shift after it", async () => {
  const article = await service.publish("Reasons");
  const [first, second] = [
    await service.post(article, "Bob", "Reason goes before this one."),
    await service.post(article, "Cleo", "And after that one, later."),
  ];
  const page = await service.signIn(browser, "grace", { path: `queue?article=${article.id}` });
  await cardText(page).getByText("Reason goes before").waitFor();

  await page.keyboard.press("2");
  await page.keyboard.press("d");
  await cardText(page).getByText("And after that one").waitFor();
  await page.keyboard.press("d");
  await page.getByText("Add a reason").waitFor();
  await page.keyboard.press("Shift+Digit1");

  const before = await becomes(first.id, "rejected");
  assert.equal(before.decisions.at(-1).reason ?? before.decisions[0].reason, "Personal attack");
  await page.getByText("Off topic").first().waitFor();
  for (let attempt = 0; attempt < 100; attempt++) {
    const { status, decisions } = await service.comment(second.id);
    if (status === "rejected" && decisions.some((/** @type {{reason: string}} */ one) => one.reason === "Off topic"))
      break;
    assert.ok(attempt < 99, "The reason did not reach the service.");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await page.context().close();
});

test("letters are text in fields, and commands with modifiers belong to the browser", async () => {
  const article = await service.publish("Fields");
  const comment = await service.post(article, "Bob", "Not to be decided by typing.");
  const page = await service.signIn(browser, "grace", { path: `queue?article=${article.id}` });
  await cardText(page).getByText("Not to be decided").waitFor();

  await page.keyboard.press("/");
  await page.keyboard.type("asdu");
  assert.equal(await page.getByLabel("Search in texts").inputValue(), "asdu");
  await page.keyboard.press("Escape");
  for (const keys of ["Alt+a", "Control+d", "Meta+s"]) await page.keyboard.press(keys);
  await page.evaluate(() =>
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "a", code: "KeyA", isComposing: true, bubbles: true })),
  );

  await page.keyboard.press("m");
  await page.getByLabel("Note for moderators").fill("aaa");
  assert.equal((await service.comment(comment.id)).decisions.length, 0);
  await page.context().close();
});

test("letters can be switched off and given other meanings", async () => {
  const article = await service.publish("Remapped");
  const comment = await service.post(article, "Bob", "Decided by another letter.");
  const page = await service.signIn(browser, "grace", { path: "account" });

  await page.getByLabel("Approve", { exact: true }).fill("y");
  await page.getByLabel("Approve", { exact: true }).press("Tab");
  await page.getByLabel("Decline", { exact: true }).fill("y");
  await page.getByLabel("Decline", { exact: true }).press("Tab");
  await page.getByText("already means").waitFor();
  await page.getByLabel("Single letters act").uncheck();
  await page.goto(`${service.base}/console/queue?article=${article.id}`);
  await cardText(page).getByText("another letter").waitFor();
  await page.keyboard.press("y");
  assert.equal(await page.locator(".decide kbd").count(), 0);
  assert.equal((await service.comment(comment.id)).status, "pending");

  await page.getByRole("link", { name: "Grace", exact: false }).or(page.locator(".me")).first().click();
  await page.getByLabel("Single letters act").check();
  await page.goto(`${service.base}/console/queue?article=${article.id}`);
  await cardText(page).getByText("another letter").waitFor();
  await page.keyboard.press("y");
  await becomes(comment.id, "approved");
  await page.context().close();
});

test("who comes second learns who decided what, and can leave it or insist", async () => {
  const article = await service.publish("Conflict");
  const [first, second] = [
    await service.post(article, "Bob", "Two moderators want this one."),
    await service.post(article, "Cleo", "This is decided against a colleague."),
  ];
  const page = await service.signIn(browser, "grace", { path: `queue?article=${article.id}` });
  await cardText(page).getByText("Two moderators").waitFor();
  // The stream is held back, so that the console does not know of the colleague before it decides.
  await page.route("**/v1/admin/comments/events*", (route) => route.abort());
  await page.reload();
  await cardText(page).getByText("Two moderators").waitFor();

  await service.decide(first, "approve", ada.token);
  await page.keyboard.press("d");
  await page.getByRole("alert").filter({ hasText: "Ada was first: approved" }).waitFor();
  await page.getByRole("button", { name: "Leave it so" }).click();
  await cardText(page).getByText("against a colleague").waitFor();
  assert.equal((await service.comment(first.id)).status, "approved");

  await service.decide(second, "approve", ada.token);
  await page.keyboard.press("s");
  await page.getByRole("button", { name: "Mark as spam all the same" }).click();
  await becomes(second.id, "spam");
  await page.context().close();
});

test("what colleagues decide stays where it is and says so; arrivals wait behind a line", async () => {
  const article = await service.publish("Live");
  const [first, second] = [
    await service.post(article, "Bob", "Read by both of us at once."),
    await service.post(article, "Cleo", "The one that a colleague decides."),
  ];
  const page = await service.signIn(browser, "grace", { path: `queue?article=${article.id}` });
  await cardText(page).getByText("Read by both").waitFor();
  await page.waitForTimeout(500);

  await service.decide(second, "approve", ada.token);
  await page.locator("li.row.gone").getByText("Approved by Ada").waitFor();
  await service.post(article, "Dora", "A new one arrives while reading.");
  const line = page.getByRole("button", { name: "1 new comment" });
  await line.waitFor();
  assert.equal(await page.locator("li.row").count(), 2);
  assert.match((await cardText(page).textContent()) ?? "", /Read by both/);

  await page.keyboard.press("n");
  await page.locator("li.row").getByText("A new one arrives").waitFor();
  assert.equal(await page.locator("li.row.gone").count(), 0);
  assert.equal((await service.comment(first.id)).status, "pending");
  await page.context().close();
});

test("filters are words in the address and survive a reload", async () => {
  const article = await service.publish("Filters");
  const word = uniqueText("Filtered");
  await service.post(article, "Bob", `${word} is here.`);
  await service.post(article, "Cleo", "Something else is here.");
  const page = await service.signIn(browser, "grace");

  await page.keyboard.press("/");
  await page.keyboard.type(word);
  await page.keyboard.press("Enter");
  await cardText(page).getByText(word).waitFor();
  assert.equal(await page.locator("li.row").count(), 1);
  await page.reload();
  await cardText(page).getByText(word).waitFor();
  assert.equal(await page.locator("li.row").count(), 1);

  await page.keyboard.press("f");
  await page.locator(".filter-form").getByLabel("Status").selectOption("approved");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.getByText("No comment fits these filters.").waitFor();
  await page.goBack();
  await cardText(page).getByText(word).waitFor();

  await page.keyboard.press("f");
  await page.locator(".filter-form").getByLabel("Age").selectOption("Older than a week");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.getByText("No comment fits these filters.").waitFor();
  await page.reload();
  await page.getByText("older than a week").waitFor();
  await page.keyboard.press("f");
  await page.locator(".filter-form").getByLabel("Age").selectOption("The last day");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await cardText(page).getByText(word).waitFor();
  assert.equal(new URL(page.url()).searchParams.get("age"), "last-day");
  await page.context().close();
});

test("a selection is decided at once and taken back as a whole", async () => {
  const article = await service.publish("Bulk");
  const words = ["apples are picked in autumn", "bicycles need oil in spring", "clouds bring rain over hills"];
  const comments = [];
  for (const each of words)
    comments.push(await service.post(article, each.split(" ")[0], `These ${each} by the dozen.`));
  const page = await service.signIn(browser, "grace", { path: `queue?article=${article.id}` });
  await cardText(page).getByText("apples").waitFor();

  for (const key of ["x", "j", "x", "j", "x"]) await page.keyboard.press(key);
  await page.locator(".bulk").getByText("3 comments selected").waitFor();
  await page.keyboard.press("Shift+D");
  await page.getByText("Nothing waits").or(page.getByText("No comment fits")).waitFor();
  for (const { id } of comments) await becomes(id, "rejected");

  await page.keyboard.press("z");
  for (const { id } of comments) await becomes(id, "pending");
  await page.locator("li.row").nth(2).waitFor();
  assert.equal(await page.locator("li.row").count(), 3);
  await page.context().close();
});

test("who decides faster than pages come goes on when the next one is there", { timeout: 60_000 }, async () => {
  const article = await service.publish("Fast");
  for (let at = 0; at < 56; at++)
    await service.post(article, `Reader ${at}`, `Number ${at} of many: ${at * 7_919} words.`);
  const page = await service.signIn(browser, "grace", { path: `queue?article=${article.id}` });
  await cardText(page).getByText("Number 0 of many").waitFor();
  let release = () => {};
  const isHeld = new Promise((resolve) => {
    release = () => resolve(undefined);
  });
  await page.route("**/v1/admin/comments?*cursor=*", async (route) => {
    await isHeld;
    await route.continue();
  });

  await page.reload();
  await cardText(page).getByText("Number 0 of many").waitFor();
  for (let at = 0; at < 50; at++) await page.keyboard.press("a");
  await page.locator(".pane-list").getByRole("status", { name: "Loading" }).waitFor();
  release();

  await cardText(page).getByText("Number 50 of many").waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("a group of duplicates is one act", async () => {
  const article = await service.publish("Group");
  const text =
    "I have tried this method for three weeks and my sleep got better every night, my back no longer hurts, and I wake up before the alarm.";
  const original = await service.post(article, "Bob", text);
  const copies = [
    await service.post(article, "Cleo", text.replace("three", "four")),
    await service.post(article, "Dora", text.replace("alarm", "bell")),
  ];
  const page = await service.signIn(browser, "grace", { path: `queue?article=${article.id}` });
  await cardText(page).getByText("three weeks").waitFor();

  await page.keyboard.press("j");
  await page.getByText("Nearly the same as a comment by another author").first().waitFor();
  await page.keyboard.press("g");
  await page.getByRole("heading", { name: "3 comments with nearly the same text" }).waitFor();
  assert.deepEqual(
    await page
      .locator(".member ins")
      .allTextContents()
      .then((all) => all.map((one) => one.trim())),
    ["four", "bell"],
  );
  await page.keyboard.press("d");

  await page.getByText("Declined: 2 comments").waitFor();
  for (const { id } of copies) await becomes(id, "rejected");
  assert.equal((await service.comment(original.id)).status, "pending");
  await page.keyboard.press("z");
  for (const { id } of copies) await becomes(id, "pending");
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("a session that ends keeps the page, and the decision is stored after signing in again", async () => {
  const article = await service.publish("Session");
  const comment = await service.post(article, "Bob", "Decided while the session ends.");
  const page = await service.signIn(browser, "ada", { path: `queue?article=${article.id}` });
  await cardText(page).getByText("while the session ends").waitFor();

  await page.keyboard.press("m");
  await page.getByLabel("Note for moderators").fill("Typed before the end.");
  await page.context().clearCookies();
  await page.route(
    "**/v1/admin/comments/*/decisions",
    (route) =>
      route.fulfill({
        status: 401,
        contentType: "application/problem+json",
        body: JSON.stringify({ code: "unauthenticated", status: 401, detail: "Sign in." }),
      }),
    { times: 1 },
  );
  await page.keyboard.press("Escape");
  await page.keyboard.press("a");
  await page.getByText("Your session has ended").waitFor();
  await page.getByLabel("Password").fill("teapot-orbit-lantern-27");
  await page.getByRole("button", { name: "Sign in" }).click();

  const { decisions } = await becomes(comment.id, "approved");
  assert.equal(decisions.at(-1).note, "Typed before the end.");
  await page.context().close();
});

test("signing out ends all tabs", async () => {
  const page = await service.signIn(browser, "ada");
  const other = await page.context().newPage();
  await other.goto(`${service.base}/console/account`);
  await other.getByRole("button", { name: "Sign out", exact: true }).click();

  await other.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.getByText("Your session has ended").waitFor();
  await page.context().close();
});

test("the account page lists the sessions and ends one that goes on elsewhere", async () => {
  await service.moderator("hedy");
  const here = await service.signIn(browser, "hedy", { path: "account" });
  const elsewhere = await service.signIn(browser, "hedy");

  await here.reload();
  const sessions = here.locator("account-page li.person");
  await sessions.getByText("this one").waitFor();
  // The first session is that of the API, by which the account was made.
  assert.equal(await sessions.count(), 3);
  await sessions.first().getByRole("button").click();

  await here.getByText("That session has ended.").waitFor();
  assert.equal(await sessions.count(), 2);
  await elsewhere.reload();
  await elsewhere.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.deepEqual(here.faults, []);
  await here.context().close();
  await elsewhere.context().close();
});

test("an article is written with a preview, closed, moved and deleted with what it takes along", async () => {
  const page = await service.signIn(browser, "grace", { path: "articles" });
  const title = uniqueText("An article");

  await page.getByRole("link", { name: "Write an article" }).click();
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("Text", { exact: true }).fill("Some **bold** words [1].");
  await page.getByRole("button", { name: "Show a preview" }).click();
  await page.locator(".preview strong").getByText("bold").waitFor();
  await page.getByRole("button", { name: "Add a reference" }).click();
  await page.getByLabel("Source").fill("A book about words");
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("heading", { name: title }).waitFor();
  const id = /** @type {string} */ (new URL(page.url()).pathname.split("/").at(-1));

  await page.getByLabel("Readers may comment").uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  await page.locator("section").getByLabel("Address").fill("https://example.org/moved");
  await page.getByRole("button", { name: "Move", exact: true }).click();
  await page.getByText("Moved.").waitFor();
  const article = await service.send("GET", `/v1/articles/${id}`);
  assert.equal(article.comments_open, false);
  assert.equal(article.url, "https://example.org/moved");
  assert.equal(article.references[0].text, "A book about words");

  await service.send(
    "PATCH",
    `/v1/admin/articles/${id}`,
    { comments_open: true, version: article.version },
    service.admin,
  );
  await service.post({ id }, "Bob", "A comment that goes along.");
  await page.getByRole("button", { name: "Delete this article" }).click();
  await page.getByRole("button", { name: "Delete it", exact: true }).click();
  await page.getByRole("button", { name: "Delete it with all its comments" }).click();
  await page.getByRole("heading", { name: "Articles" }).waitFor();
  await assert.rejects(service.send("GET", `/v1/articles/${id}`));
  await page.context().close();
});

test("a policy shows what differs from the default, and saving shows the difference first", async () => {
  const page = await service.signIn(browser, "grace", { path: "policy" });

  await page.getByLabel("Links allowed in a comment").fill("5");
  await page.getByLabel("Links allowed in a comment").press("Tab");
  await page.getByText("Differs from the default: 2 links.").waitFor();
  await page.getByRole("button", { name: "Look at 1 change" }).click();
  await page.locator(".review ins").getByText("5 links").waitFor();
  await page.getByRole("button", { name: /Save as version/ }).click();
  await page.getByText(/^Version \d+ is in force/).waitFor();

  const policy = () => service.send("GET", "/v1/admin/sites/default/policy", undefined, service.admin);
  const changed = await policy();
  assert.equal(changed.max_links, 5);

  const newest = page.locator(".versions li").first();
  await newest.getByText(`Version ${changed.version}`).waitFor();
  await newest.getByText("Admin", { exact: true }).waitFor();
  await newest.locator("ins").getByText("5 links").waitFor();

  await page.getByRole("button", { name: `Go back to version ${changed.version - 1}` }).click();
  await page.locator(".review ins").getByText("2 links").waitFor();
  await page.getByRole("button", { name: `Save as version ${changed.version + 1}` }).click();
  await page.getByText(`Version ${changed.version + 1} is in force.`).waitFor();
  assert.equal((await policy()).max_links, 2);
  await page.context().close();
});

test("a moderator is made, must choose a password, and sees no pages of admins", async () => {
  const page = await service.signIn(browser, "grace", { path: "people" });
  await page.getByRole("button", { name: "Add a moderator" }).click();
  await page.getByLabel("Name").fill("Mina");
  await page.getByLabel("Email").fill("mina@example.org");
  await page.getByLabel("First password").fill("teapot-orbit-lantern-27");
  await page.getByRole("button", { name: "Add a moderator" }).click();
  await page.getByText("Mina can sign in now").waitFor();
  await page.context().close();

  const context = await browser.newContext();
  const own = await context.newPage();
  await own.goto(`${service.base}/console/policy`);
  await own.getByLabel("Email").fill("mina@example.org");
  await own.getByLabel("Password").fill("teapot-orbit-lantern-27");
  await own.getByRole("button", { name: "Sign in" }).click();
  await own.getByRole("heading", { name: "Choose a password of your own" }).waitFor();
  await own.getByLabel("Present password").fill("teapot-orbit-lantern-27");
  await own.getByLabel("New password").fill("harbour-violin-acorn-53");
  await own.getByRole("button", { name: "Change the password" }).click();
  await own.getByText("Your role does not allow this").waitFor();
  assert.equal(await own.getByRole("link", { name: "Policy" }).count(), 0);
  await context.close();
});

test("Ctrl+K goes to a page, an id or a search", async () => {
  const article = await service.publish("Going");
  const comment = await service.post(article, "Bob", "Found by its id alone.");
  const page = await service.signIn(browser, "grace", { path: "help" });

  await page.keyboard.press("Control+k");
  await page.keyboard.type(comment.id);
  await page.keyboard.press("Enter");
  await cardText(page).getByText("Found by its id").waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("dupl");
  await page.keyboard.press("Enter");

  await page.getByRole("heading", { name: "Duplicates" }).waitFor();
  await page.context().close();
});
