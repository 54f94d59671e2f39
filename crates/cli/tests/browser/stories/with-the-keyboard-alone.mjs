// The desk with the keyboard alone: lists, forms, the palette; where the focus is can always be told and always be seen.

import assert from "node:assert/strict";

import { PEOPLE, story } from "../lib/story.mjs";

await story(async ({ desk, arrives }) => {
  const window = await arrives(PEOPLE.carla);
  const { page } = window;
  const { keyboard } = page;
  const { items } = await desk.knows("worklist");
  const focus = () => page.evaluate(() => document.activeElement.textContent.trim() || document.activeElement.name);
  const panel = page.locator(".split-panel");

  // The first key leads past the navigation.
  await keyboard.press("Tab");
  assert.equal(await focus(), "Skip to the page");
  await keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");

  // Every stop on the way through the page can be seen.
  for (let stop = 0; stop < 25; stop += 1) {
    await keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const { activeElement } = document;
      // A link that covers its row frames the row, and a choice frames its chip.
      const chip = activeElement.closest(".chip") ?? activeElement;
      const marks = [getComputedStyle(chip), getComputedStyle(activeElement), getComputedStyle(activeElement, "::after")];
      return activeElement.checkVisibility() && marks.some(({ outlineStyle }) => outlineStyle !== "none");
    });
    assert.ok(seen, `the focus cannot be seen on "${await focus()}"`);
  }

  // Down the list and up again, and an item is opened: its name is where the focus goes on.
  await window.goes(window.path);
  await keyboard.press("j");
  await keyboard.press("j");
  await keyboard.press("j");
  await keyboard.press("k");
  assert.equal(await focus(), items[1].customer.name);
  await keyboard.press("Enter");
  await panel.getByRole("heading", { name: items[1].customer.name }).waitFor();
  // The list keeps the focus, which comes back a moment after what was put in place.
  await page.waitForFunction((name) => document.activeElement.textContent.trim() === name, items[1].customer.name);

  // A note, by its key, typed and sent without a mouse.
  await keyboard.press("n");
  const note = panel.getByLabel("Note");
  await note.waitFor();
  while (!(await note.evaluate((field) => field === document.activeElement))) await keyboard.press("Tab");
  await keyboard.type("Rang twice; j and k are letters here.");
  await keyboard.press("Tab");
  assert.equal(await focus(), "Record");
  await keyboard.press("Enter");
  await window.sees("The note is kept.");

  // The letters rest while somebody writes, and are told on asking.
  await keyboard.press("?");
  await page.getByRole("dialog").filter({ hasText: "Next, previous" }).waitFor();
  await keyboard.press("Escape");
  await page.getByRole("dialog").first().waitFor({ state: "hidden" });

  // The palette goes anywhere.
  await keyboard.press("Control+k");
  await page.getByRole("combobox").waitFor();
  await keyboard.type("jour");
  await page.getByRole("option", { name: "Journal" }).waitFor();
  await keyboard.press("Enter");
  await page.waitForURL("**/journal");
  await window.sees("Rang twice; j and k are letters here.");

  // Whoever wants no letters as keys switches them off.
  await keyboard.press("?");
  await window.presses("Off", page.getByRole("dialog"));
  await keyboard.press("Escape");
  await window.goes("/");
  await keyboard.press("j");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "BODY");
});
