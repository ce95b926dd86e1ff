// The template function: what it builds, what it keeps, and what it refuses.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, startService } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startService>>} */
let service;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").Page} */
let page;

before(async () => {
  [service, browser] = await Promise.all([startService(), startBrowser()]);
  page = await browser.newPage();
  await page.goto(`${service.base}/console/`);
  await page.getByLabel("Email").waitFor();
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

/** Runs the body of a function in the page, with the template functions and an empty element `root`. @param {string} body @returns {Promise<any>} */
const evaluate = (body) =>
  page.evaluate(`(async () => {
    const tokens = document.querySelector("link[href$='shared/tokens.css']").href;
    const { html, keyed, render } = await import(tokens.replace("tokens.css", "html.js"));
    const root = document.body.appendChild(document.createElement("div"));
    ${body}
  })()`);

test("values are text, attributes, properties and listeners", async () => {
  const result = await evaluate(`
    let clicks = 0;
    const show = (label, isOff) => render(root, html\`<button class=\${"a"} ?disabled=\${isOff} title=\${null} .value=\${label} @click=\${() => clicks++}>\${label} & <b>\${[1, 2]}</b></button>\`);
    show("<i>x</i>", false);
    const button = root.querySelector("button");
    button.click();
    show("y", true);
    return [clicks, root.querySelector("button") === button, button.textContent, button.className, button.disabled, button.title, button.value];
  `);

  assert.deepEqual(result, [1, true, "y & 12", "a", true, "", "y"]);
});

test("items with keys keep their elements when the list changes", async () => {
  const result = await evaluate(`
    const show = (keys) => render(root, html\`<ul>\${keys.map((key) => keyed(key, html\`<li id=\${key}><input></li>\`))}</ul>\`);
    show(["a", "b", "c"]);
    const [, b, c] = root.querySelectorAll("li");
    root.querySelector("#c input").focus();
    show(["b", "c", "d"]);
    const order = [...root.querySelectorAll("li")].map((item) => item.id).join("");
    const kept = root.querySelector("#b") === b && root.querySelector("#c") === c && document.activeElement === c.firstElementChild;
    show(["d", "b", "x", "c"]);
    return [order, kept, [...root.querySelectorAll("li")].map((item) => item.id).join(""), root.querySelector("#b") === b];
  `);

  assert.deepEqual(result, ["bcd", true, "dbxc", true]);
});

test("a value of another kind replaces what was there and leaves nothing behind", async () => {
  const result = await evaluate(`
    const show = (value) => { render(root, html\`<p>\${value}</p>\`); return root.querySelector("p").textContent; };
    return ["text", html\`<b>bold</b>\`, [html\`<i>1</i>\`, "2"], null, 0, false, html\`<b>again</b>\`, document.createTextNode("node"), []].map(show);
  `);

  assert.deepEqual(result, ["text", "bold", "12", "", "0", "", "again", "node", ""]);
});

test("addresses run nothing, and values cannot be code or markup", async () => {
  const result = await evaluate(`
    const link = (href) => { render(root, html\`<a href=\${href}>x</a>\`); return root.querySelector("a").getAttribute("href"); };
    const refuses = (act) => { try { act(); return false; } catch { return true; } };
    return [
      ["javascript:alert(1)", "java\\nscript:alert(1)", "data:text/html,x", "vbscript:x", "/console", "https://example.org/", "mailto:a@example.org"].map(link),
      refuses(() => render(document.createElement("div"), html\`<p onclick=\${"x"}></p>\`)),
      refuses(() => render(document.createElement("div"), html\`<p .innerHTML=\${"x"}></p>\`)),
      refuses(() => render(document.createElement("div"), html\`<p style=\${"x"}></p>\`)),
      refuses(() => render(document.createElement("div"), html\`<p><b></p>\`)),
    ];
  `);

  assert.deepEqual(result, [
    [null, null, null, null, "/console", "https://example.org/", "mailto:a@example.org"],
    true,
    true,
    true,
    true,
  ]);
});

test("elements of SVG are of its namespace", async () => {
  const result = await evaluate(`
    render(root, html\`<svg viewBox="0 0 1 1"><g>\${html\`<path d=\${"M0 0"}></path>\`}</g></svg>\`);
    return [root.querySelector("g").namespaceURI, root.querySelector("path").namespaceURI, root.querySelector("svg").getAttribute("viewBox")];
  `);

  assert.deepEqual(result, ["http://www.w3.org/2000/svg", "http://www.w3.org/2000/svg", "0 0 1 1"]);
});
