// The order of comments, and which comment an address names.

import assert from "node:assert/strict";
import { test } from "node:test";
import { commentOf, placeAmong, standsBefore } from "../../../src/web/embed/tree.js";

const at = (minute, id = "a") => ({ id, created_at: `2026-12-01T12:${String(minute).padStart(2, "0")}:00Z` });

test("the oldest stands first, or the newest", () => {
  assert.equal(standsBefore(at(1), at(2), "oldest"), true);
  assert.equal(standsBefore(at(1), at(2), "newest"), false);
  assert.equal(standsBefore(at(2), at(1), "newest"), true);
});

test("comments of one moment are ordered by id, and none stands before itself", () => {
  assert.equal(standsBefore(at(1, "a"), at(1, "b"), "oldest"), true);
  assert.equal(standsBefore(at(1, "a"), at(1, "b"), "newest"), false);
  assert.equal(standsBefore(at(1), at(1), "oldest"), false);
});

test("a new comment takes its place among the others", () => {
  const siblings = [at(10), at(20), at(30)];

  assert.equal(placeAmong(siblings, at(5), "oldest"), 0);
  assert.equal(placeAmong(siblings, at(25), "oldest"), 2);
  assert.equal(placeAmong(siblings, at(40), "oldest"), 3);
  assert.equal(placeAmong(siblings.toReversed(), at(40), "newest"), 0);
  assert.equal(placeAmong([], at(1), "newest"), 0);
});

test("all orders of arrival give one order", () => {
  const comments = [at(1), at(2, "a"), at(2, "b"), at(9)];

  for (const sort of ["oldest", "newest"]) {
    for (const order of permutations(comments)) {
      const placed = [];
      for (const comment of order) placed.splice(placeAmong(placed, comment, sort), 0, comment);

      assert.deepEqual(placed, sort === "oldest" ? comments : comments.toReversed());
    }
  }
});

test("a fragment names a comment by number or by id", () => {
  const id = "0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11";

  assert.deepEqual(commentOf("#comment-12"), { number: 12 });
  assert.deepEqual(commentOf(`#comment-${id}`), { id });
  assert.deepEqual(commentOf(`#${id.toUpperCase()}`), { id });
});

test("any other fragment names none", () => {
  for (const hash of [
    "",
    "#",
    "#12",
    "#comment",
    "#comment-",
    "#comment-x",
    "#comment-1x",
    "#section-12",
    "#/comment-12",
    "#comment-12345678901",
    "#comment-0197a3f5",
    "#comment--1",
  ]) {
    assert.equal(commentOf(hash), null, hash);
  }
});

function permutations(items) {
  if (items.length < 2) return [items];
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}
