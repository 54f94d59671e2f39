// The desk in a browser without script: the same work by plain links and forms.

import assert from "node:assert/strict";

import { PEOPLE, story } from "../lib/story.mjs";

await story(async ({ desk, arrives }) => {
  const window = await arrives(PEOPLE.carla, { script: false });
  const { page } = window;
  const { items } = await desk.knows("worklist");
  const panel = page.locator(".split-panel");

  // An approval.
  const approval = items.find(({ needs_approval }) => needs_approval);
  await window.presses(/to approve/);
  await page.locator(".work-row a").first().click();
  await panel.getByRole("heading", { name: approval.customer.name }).waitFor();
  await window.presses("Approve", panel);
  await window.sees("Approved.");

  // A promise: refused with the message at the field and what was typed, then recorded, then taken back.
  await panel.getByRole("link", { name: "Close" }).click();
  await window.presses(/^call/);
  await page.locator(".work-row a").first().click();
  await window.presses("Promise", panel);
  await panel.getByLabel("Amount").fill("0");
  await panel.getByLabel("By").fill("2026-03-20");
  await window.expecting(422, () => window.presses("Record", panel));
  await window.sees("Give an amount above zero", panel);
  assert.equal(await panel.getByLabel("By").inputValue(), "2026-03-20");
  await panel.getByLabel("Amount").fill("120.00");
  await window.presses("Record", panel);
  await window.sees("The promise is recorded.");
  await window.presses("Undo");
  await window.sees("It is taken back.");

  // The same on the page of a customer.
  await panel.getByRole("heading", { level: 2 }).first().getByRole("link").click();
  await page.waitForURL("**/customers/**");
  await page.locator("summary", { hasText: "Record" }).click();
  await window.presses("Write a note");
  await page.getByLabel("Note").fill("Noted without script.");
  await window.presses("Record", page.locator("#record"));
  await window.sees("The note is kept.");

  // Light and dark, the language, a policy that is checked.
  await page.locator("summary", { hasText: "Appearance" }).click();
  await window.presses("Dark");
  await page.locator("html[data-theme=dark]").waitFor();
  await window.presses("Policies");
  await window.presses("Change the policy");
  await window.presses("Check");
  await window.sees("What a colleague would say");
  await window.presses("Journal");
  await window.sees("Noted without script.");
  await window.presses("Check that it is whole");
  await window.sees("The journal is whole.");
  await window.presses("Sign out");
  assert.equal(window.path, "/sign-in");
});
