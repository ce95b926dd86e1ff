// Makes the pictures of the README: docs/pictures/thread.png, queue.png and duplicates.png.
//
//   node tests/browser/readme_pictures.mjs
//
// They show `serve --demo` with a few more comments that wait. MODERATO_BINARY names the program (default:
// target/debug/moderato).

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startDatabase } from "./database.mjs";
import { toPalette } from "./palette_png.mjs";
import { ROOT, startBrowser, startService } from "./support.mjs";

const FOLDER = join(ROOT, "docs/pictures");
const MOST_BYTES = 150_000;

/** Comments that wait, by their authors. */
const WAITING = [
  [
    "Marta Nowak",
    "We walk round the lake in January. Take poles: the second half lies in the shade, and the ice there never melts.",
  ],
  [
    "Liam Byrne",
    "Has anybody looked at people who work at night? My walk is at seven in the morning, when everybody else's day begins and mine ends.",
  ],
  ["نرگس کریمی", "من با نوهٔ پنج‌ساله‌ام راه می‌روم. او هر سنگی را که می‌بیند برمی‌دارد و ما هیچ‌وقت به مقصد نمی‌رسیم."],
  [
    "Aoife Daly",
    "The treadmill result surprised me. I always thought that it was the trees, and now I wonder what I have been doing in the woods.",
  ],
];

/** A text that a campaign leaves under two articles, with the words that each copy changes. */
const CAMPAIGN =
  "I had pain in my knees for three years until a friend told me about these insoles. After two weeks I could walk again without thinking about it. Ask me how and I will send you the link.";
const COPIES = [
  ["Nora Feld", []],
  ["Peter Hahn", [["three", "five"]]],
  [
    "S. Okafor",
    [
      ["a friend", "my doctor"],
      ["two weeks", "ten days"],
    ],
  ],
  [
    "Ben Carter",
    [
      ["three years", "a long time"],
      ["Ask me how", "Write to me"],
    ],
  ],
];

await mkdir(FOLDER, { recursive: true });
const database = await startDatabase();
const service = await startService({ demo: true, environment: { DATABASE_URL: database.url } });
const browser = await startBrowser();
try {
  const { items } = await service.send("GET", "/v1/articles?slug=what-a-walk-does");
  const socks = await service.publish("Shoes, socks and other excuses", { lead: "What you need for a walk: a door." });
  for (const [name, body] of WAITING) await service.post(items[0], name, body);
  for (const [at, [name, changes]] of COPIES.entries()) {
    const text = changes.reduce((body, [from, to]) => body.replace(from, to), CAMPAIGN);
    await service.post(at % 2 ? socks : items[0], name, text);
  }
  await spreadOverDays();

  await pictureThread();
  await pictureConsole("queue", "queue", (page) => page.locator("comment-card .evidence").waitFor());
  const groups = (await service.send("GET", "/v1/admin/duplicates", undefined, service.admin)).items;
  const areCompared = (/** @type {import("playwright-core").Page} */ page) =>
    page
      .locator(".member ins")
      .nth(COPIES.length - 2)
      .waitFor();
  await pictureConsole("duplicates", `duplicates/${groups[0].id}`, areCompared, 1040);
} finally {
  await browser.close();
  await service.stop();
  await database.close();
}

/** Gives the comments, which were all written just now, the times of a few days in their order. */
function spreadOverDays() {
  return database.query(`
    UPDATE comments SET created_at = now() - interval '1 minute' * (3 + 4 * power(place, 1.6))
    FROM (SELECT comment_id AS id, row_number() OVER (ORDER BY comment_id DESC) - 1 AS place FROM comments) places
    WHERE comment_id = id;
    UPDATE findings SET evidence = evidence || jsonb_build_object('age_seconds',
      extract(epoch FROM later.created_at - earlier.created_at)::integer)
    FROM comments later, comments earlier
    WHERE later.comment_id = findings.comment_id AND earlier.comment_id::text = evidence->>'comment_id'`);
}

/** From the end of the article to the end of a comment, so that the picture cuts no line. */
async function pictureThread() {
  const page = await browser.newPage({ viewport: { width: 800, height: 2400 }, deviceScaleFactor: 1.5 });
  await page.goto(`${service.base}/demo`);
  const comments = page.locator("moderato-thread").getByRole("article");
  await comments.nth(2).waitFor();

  const top = (await page.getByRole("heading", { name: "Sources" }).boundingBox())?.y ?? 0;
  const last = await comments.nth(2).boundingBox();
  const bottom = last ? last.y + last.height : top;
  await save(page, "thread", { clip: { x: 0, y: top - 24, width: 800, height: bottom - top + 30 } });
  await page.close();
}

/** @param {string} name @param {string} path @param {(page: import("playwright-core").Page) => Promise<void>} ready @param {number} [width] */
async function pictureConsole(name, path, ready, width = 1200) {
  const page = await service.signIn(browser, "grace", { path, viewport: { width, height: 760 } });
  await ready(page);
  await save(page, name);
  await page.context().close();
}

/** @param {import("playwright-core").Page} page @param {string} name @param {import("playwright-core").PageScreenshotOptions} [options] */
async function save(page, name, options) {
  const path = join(FOLDER, `${name}.png`);
  await page.waitForTimeout(500); // Nothing fades or loads any more.
  const picture = await toPalette(browser, await page.screenshot(options));
  await writeFile(path, picture);

  console.log(`docs/pictures/${name}.png: ${picture.length} bytes`);
  if (picture.length > MOST_BYTES) throw new Error(`The picture ${name} has more than ${MOST_BYTES} bytes.`);
}
