// Words, numbers and times of the embedded thread.

import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseLocale, directionOf, inUnits, LANGUAGES, makeWords } from "../../../src/web/embed/words.js";

const catalogue = async (language) => (await import(`../../../src/web/embed/locales/${language}.js`)).default;
const writing = async (language) => (await import(`../../../src/web/embed/locales/writing/${language}.js`)).default;

test("the first wished locale with a known language is chosen, with its region", () => {
  assert.deepEqual(chooseLocale(["de-AT", "fr"]), { tag: "de-AT", language: "de" });
  assert.deepEqual(chooseLocale([null, "", "it", "pt-BR", "fa-IR"]), { tag: "fa-IR", language: "fa" });
  assert.deepEqual(chooseLocale(["zh_Hant_TW"]), { tag: "zh-Hant-TW", language: "zh" });
});

test("without a known language it is English", () => {
  for (const wished of [[], [undefined], ["it"], ["not a tag!"], ["x"], ["de_"]]) {
    assert.equal(chooseLocale(wished).language, "en", String(wished));
  }
});

test("Persian and Arabic run from right to left", () => {
  const rightToLeft = LANGUAGES.filter((language) => directionOf(language) === "rtl");

  assert.deepEqual(rightToLeft, ["fa", "ar"]);
});

test("a time is said in the largest unit that fits", () => {
  const second = 1000;
  const day = 86_400 * second;

  assert.deepEqual(inUnits(-5 * second), [0, "second"]);
  assert.deepEqual(inUnits(59 * second), [0, "second"]);
  assert.deepEqual(inUnits(60 * second), [-1, "minute"]);
  assert.deepEqual(inUnits(day - 1), [-23, "hour"]);
  assert.deepEqual(inUnits(day), [-1, "day"]);
  assert.deepEqual(inUnits(13 * day), [-1, "week"]);
  assert.deepEqual(inUnits(400 * day), [-1, "year"]);
});

test("a time has the words of its language", async () => {
  const now = Date.parse("2026-12-01T12:00:00Z");

  const ago = async (tag, time) => makeWords(await catalogue(tag.slice(0, 2)), tag).ago(time, now);

  assert.equal(await ago("en", "2026-11-30T11:00:00Z"), "yesterday");
  assert.equal(await ago("de", "2026-12-01T11:58:00Z"), "vor 2 Minuten");
  assert.equal(await ago("fa", "2026-12-01T09:00:00Z"), "۳ ساعت پیش");
  assert.equal(await ago("ja", "2026-12-01T11:59:55Z"), "今");
});

test("a number chooses the plural form of its language and is written in its digits", async () => {
  const count = async (tag, n) => makeWords(await catalogue(tag.slice(0, 2)), tag).say("count", { n });

  assert.equal(await count("en", 1), "1 comment");
  assert.equal(await count("en", 1234), "1,234 comments");
  assert.equal(await count("fr", 0), "0 commentaire");
  assert.equal(await count("fr", 1_000_000).then((it) => it.replace(/\s/g, " ")), "1 000 000 de commentaires");
  assert.equal(await count("ar-EG", 2), "تعليقان");
  assert.equal(await count("ar-EG", 5), "٥ تعليقات");
  assert.equal(await count("ar-EG", 11), "١١ تعليقًا");
  assert.equal(await count("fa", 27), "۲۷ دیدگاه");
  assert.equal(await count("hi", 1), "1 टिप्पणी");
});

test("what a person is called is put in as it is", async () => {
  const { say } = makeWords(await catalogue("en"), "en");

  assert.equal(say("replyTo", { name: "{n} $& <b>" }), "Reply to {n} $& <b>");
});

test("words that are learnt later are known", async () => {
  const words = makeWords(await catalogue("en"), "en");
  assert.equal(words.has("send"), false);

  words.learn(await writing("en"));

  assert.equal(words.say("send"), "Send");
  assert.equal(makeWords(await catalogue("en"), "en").has("send"), false);
});

for (const read of [catalogue, writing]) {
  test(`every language has all words of English, with the same places (${read.name})`, async () => {
    const english = await read("en");
    const placesOf = (text) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

    for (const language of LANGUAGES) {
      const words = await read(language);
      assert.deepEqual(Object.keys(words).sort(), Object.keys(english).sort(), language);

      for (const [key, entry] of Object.entries(words)) {
        const isPlural = typeof english[key] !== "string";
        assert.equal(typeof entry !== "string", isPlural, `${language} ${key}`);
        const text = isPlural ? entry.other : entry;
        assert.deepEqual(placesOf(text), placesOf(isPlural ? english[key].other : english[key]), `${language} ${key}`);
      }
    }
  });

  test(`every plural form is one of its language, and there is always one for the rest (${read.name})`, async () => {
    for (const language of LANGUAGES) {
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;

      for (const [key, entry] of Object.entries(await read(language))) {
        if (typeof entry === "string") continue;
        for (const form of Object.keys(entry)) assert.ok(forms.includes(form), `${language} ${key} ${form}`);
        assert.ok("other" in entry, `${language} ${key}`);
      }
    }
  });
}
