// Every page of the desk in the windows that people have: a wide one, a telephone, a wide one at twice the size, and paper.

import assert from "node:assert/strict";

import { misfits, settles } from "../lib/fits.mjs";
import { Tour } from "../lib/pages.mjs";
import { story } from "../lib/story.mjs";

/** The widths in pixels of the page; at twice the size a window of 1440 has half of them. */
const WIDTHS = { wide: 1440, "at 200 %": 720, "on a telephone": 390, "at 400 %": 320 };

/** A sheet of A4 between its margins, at 96 pixels to the inch. */
const PAPER = 673;

await story(async (told) => {
  const found = [];
  const tour = await Tour.begin(told);
  await tour.visits(async (window, view) => {
    const { page } = window;
    const look = async (where) => {
      for (const line of await misfits(page)) found.push(`${view.name}, ${where}: ${line}`);
    };
    for (const [where, width] of Object.entries(WIDTHS)) {
      await page.setViewportSize({ width, height: 900 });
      await look(where);
    }
    await page.setViewportSize({ width: PAPER, height: 1000 });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await settles(page);
    await look("on paper");
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    if (paper !== "rgb(255, 255, 255)") found.push(`${view.name}: paper is white, not ${paper}`);
    if (await page.locator(".side, .topbar").filter({ visible: true }).count()) {
      found.push(`${view.name}: the navigation is printed`);
    }
    await page.emulateMedia({ media: "screen", colorScheme: "light" });
    await page.setViewportSize({ width: 1440, height: 900 });
  });
  assert.equal(found.length, 0, `\n  ${found.join("\n  ")}`);
});
