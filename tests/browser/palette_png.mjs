// A screenshot as a PNG of 256 colours: text keeps its edges, and the file has a third of the bytes.

import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** @param {import("playwright-core").Browser} browser It decodes the picture. @param {Buffer} screenshot */
export async function toPalette(browser, screenshot) {
  const page = await browser.newPage();
  const { width, height, colors, indices } = await page.evaluate(reduce, screenshot.toString("base64"));
  await page.close();

  // Width and height, 8 bits for an index, color type 3 (palette), and the only methods there are.
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);

  const bytes = Buffer.from(indices, "base64");
  const rows = Array.from({ length: height }, (_, row) => [
    Buffer.from([0]),
    bytes.subarray(row * width, (row + 1) * width),
  ]);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", head),
    chunk("PLTE", Buffer.from(colors.flat())),
    chunk("IDAT", deflateSync(Buffer.concat(rows.flat()), { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** @param {string} type @param {Buffer} content */
function chunk(type, content) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** Runs in a browser: 256 frequent colours, and for each pixel the nearest of them. @param {string} png */
async function reduce(png) {
  /** The squared distance below which two colours count as one. */
  const NEAR = 48;
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const { width, height } = picture;
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (
    new OffscreenCanvas(width, height).getContext("2d")
  );
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const colorAt = (/** @type {number} */ at) => (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];

  /** @type {Map<number, number>} */
  const counts = new Map();
  for (let at = 0; at < data.length; at += 4) counts.set(colorAt(at), (counts.get(colorAt(at)) ?? 0) + 1);
  const split = (/** @type {number} */ color) => [color >> 16, (color >> 8) & 255, color & 255];
  const distance = (/** @type {number[]} */ a, /** @type {number[]} */ b) =>
    a.reduce((sum, value, at) => sum + (value - b[at]) ** 2, 0);

  // A colour beside one that is taken already would leave no room for those that are rare and matter.
  /** @type {number[][]} */
  const colors = [];
  for (const [color] of [...counts].sort((a, b) => b[1] - a[1])) {
    const wanted = split(color);
    if (colors.length < 256 && colors.every((one) => distance(one, wanted) > NEAR)) colors.push(wanted);
  }

  /** @type {Map<number, number>} */
  const nearest = new Map();
  for (const color of counts.keys()) {
    const wanted = split(color);
    const far = colors.map((one) => distance(one, wanted));
    nearest.set(color, far.indexOf(Math.min(...far)));
  }
  let indices = "";
  for (let at = 0; at < data.length; at += 4) indices += String.fromCharCode(nearest.get(colorAt(at)) ?? 0);
  return { width, height, colors, indices: btoa(indices) };
}
