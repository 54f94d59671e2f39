// A controller's morning: signing in with password and code, five pieces of work, a promise, three approvals,
// a file that is brought in, signing out.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";

import { codeOf } from "../lib/desk.mjs";
import { INVOICES } from "../lib/pages.mjs";
import { PEOPLE, choosesPassword, signsIn, story, switchesOnSecondFactor } from "../lib/story.mjs";

await story(async ({ desk, open }) => {
  const { carla } = PEOPLE;
  const before = await desk.knows("worklist");
  const window = await open();
  const { page } = window;
  const panel = page.locator(".split-panel");
  const toast = page.locator(".toast");
  const title = () => panel.getByRole("heading", { level: 2 }).first().textContent();

  await choosesPassword(window, await desk.invites(carla));
  await signsIn(window, carla);
  const secret = await switchesOnSecondFactor(window);
  await window.presses("Sign out");
  await signsIn(window, carla);
  assert.equal(window.path, "/sign-in/code");
  await window.types("Code", codeOf(secret));
  await window.presses("Sign in");
  await page.waitForURL("**/today");
  await window.sees(`${before.total} to do`);

  // Three approvals, one after the other: the next one comes up by itself.
  await page.locator(".chips a", { hasText: "to approve" }).click();
  await page.locator(".chips a[aria-current]", { hasText: "to approve" }).waitFor();
  const waiting = before.items.filter(({ needs_approval }) => needs_approval);
  assert.ok(waiting.length > 3, "the sample book has enough to approve");
  await page.locator(".work-row a").first().click();
  for (const item of waiting.slice(0, 3)) {
    assert.equal(await title(), item.customer.name);
    await panel.locator(".letter, .task-part .soft").first().waitFor();
    await window.presses("Approve", panel);
    await window.sees("Approved.", toast);
    await panel.getByRole("heading", { name: item.customer.name }).waitFor({ state: "detached" });
  }

  // Two calls that end as calls do. One that reached nobody stays to be made.
  await page.locator(".chips a", { hasText: "call" }).click();
  await page.locator(".work-row a").first().click();
  const [first, second, third] = before.items.filter(({ kind }) => kind === "call").map(({ customer }) => customer.name);
  await window.sees(first, panel);
  await window.presses("Call", panel);
  await panel.getByText("Nobody answered", { exact: true }).click();
  await window.presses("Record", panel);
  await window.sees("It stays to be made.", toast);
  assert.equal(await title(), first);
  await window.presses("Next", panel);
  await window.sees(second, panel);
  await window.presses("Call", panel);
  await panel.getByText("Says it is paid", { exact: true }).click();
  await window.types("What was said", "By transfer, the day before yesterday.", panel);
  await window.presses("Record", panel);
  await window.sees("The call is recorded.", toast);

  // The third promises to pay; what is missing is said where it is missing.
  await window.sees(third, panel);
  await window.presses("Promise", panel);
  await window.expecting(422, () => window.presses("Record", panel));
  await window.sees("Give an amount above zero", panel);
  await window.types("Amount", "250.00", panel);
  await window.types("By", "2026-03-20", panel);
  await window.types("What was said", "Half of it next week.", panel);
  await window.presses("Record", panel);
  await window.sees("The promise is recorded.", toast);

  // A reminder is left out with a reason, and another customer is left in peace for a while.
  await page.locator(".chips a", { hasText: "e-mail" }).click();
  await page.locator(".work-row a").first().click();
  const skipped = await title();
  await window.presses("Leave it out", panel);
  await window.types("Why it is left out", "They rang this morning.", panel);
  await window.presses("Record", panel);
  await window.sees("Left out.", toast);
  assert.notEqual(await title(), skipped);
  const held = await title();
  await window.presses("Hold", panel);
  await window.types("Until", "2026-03-31", panel);
  await window.types("Why", "The buyer is away.", panel);
  await window.presses("Record", panel);
  await window.sees("The hold is in force.", toast);

  // What was done in error is taken back where it was done.
  await window.presses("Undo", toast);
  await window.sees("It is taken back.", toast);
  await window.sees(held, panel);

  // What the accounts department sent: seen before it is brought in, and the row that cannot be taken is named.
  const file = desk.file("invoices.csv");
  await writeFile(file, INVOICES);
  await window.presses("Import");
  await page.locator("#files").setInputFiles(file);
  await window.presses("Look at them");
  await window.sees("What an import would do");
  await window.sees("1 row was refused");
  await window.presses("Bring in");
  await window.sees("They are brought in.");

  // All of it is on record, under her name.
  const { lines } = await desk.knows("journal", "latest", "--limit", "20");
  const hers = lines.filter(({ actor }) => actor === carla.name);
  assert.ok(hers.length >= 9, `${hers.length} records are Carla's`);
  assert.match(await desk.tells("journal", "verify"), /whole/);

  await window.presses("Sign out");
  await page.waitForURL("**/sign-in");
  await page.goBack();
  await page.waitForURL(/sign-in/);
});
