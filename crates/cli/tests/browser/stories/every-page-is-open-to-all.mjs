// Every page of the desk, in light and in dark: nothing keeps somebody from using it who does not see, does not see well,
// or uses no mouse.

import assert from "node:assert/strict";

import { barriers } from "../lib/axe.mjs";
import { settles } from "../lib/fits.mjs";
import { Tour } from "../lib/pages.mjs";
import { story } from "../lib/story.mjs";

await story(async (told) => {
  const found = [];
  const tour = await Tour.begin(told);
  await tour.visits(async (window, view) => {
    const { page } = window;
    const note = (lines, where) => found.push(...lines.map((line) => `${view.name}${where}: ${line}`));
    note(await barriers(page), "");
    await page.emulateMedia({ colorScheme: "dark" });
    await settles(page);
    note(await barriers(page, ["color-contrast", "link-in-text-block"]), ", dark");
    await page.emulateMedia({ colorScheme: "light" });
    if ((await page.locator("h1").count()) !== 1) found.push(`${view.name}: a page has one h1`);
    if (!(await page.title()).endsWith(" · Dunwell")) found.push(`${view.name}: it has no title of its own`);
  });
  assert.equal(found.length, 0, `\n  ${found.join("\n  ")}`);
});
