// The longer words of French and German on a telephone and in a wide window.

import assert from "node:assert/strict";

import { misfits } from "../lib/fits.mjs";
import { Tour } from "../lib/pages.mjs";
import { story } from "../lib/story.mjs";

/** Their states are brought about by English words. */
const inWords = ({ then, as }) => !then && !as;

await story(async (told) => {
  const found = [];
  const tour = await Tour.begin(told);
  for (const language of ["fr", "de"]) {
    await tour.speaks(language);
    await tour.visits(async (window, view) => {
      const { page } = window;
      for (const width of [390, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        for (const line of await misfits(page)) found.push(`${view.name}, ${language}, ${width}: ${line}`);
      }
    }, inWords);
  }
  assert.equal(found.length, 0, `\n  ${found.join("\n  ")}`);
});
