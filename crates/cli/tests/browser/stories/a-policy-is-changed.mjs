// The credit manager changes the policy: it is checked while it is typed, tried out, put into force, compared.

import assert from "node:assert/strict";

import { PEOPLE, story } from "../lib/story.mjs";

await story(async ({ desk, arrives }) => {
  const window = await arrives(PEOPLE.ada);
  const { page } = window;
  await window.presses("Policies");
  await window.presses("Change the policy");
  const text = page.getByLabel("The policy");
  const check = page.locator("#check");
  const before = await text.inputValue();

  // A mistake is named with its line while the writer goes on writing; nothing is sent but the check.
  const mistake = "min_gap_days = \"soon\"";
  const line = before.split("\n").findIndex((row) => row.startsWith("min_gap_days")) + 1;
  await text.fill(before.replace(/^min_gap_days.*$/m, mistake));
  await window.sees("It cannot be used as it stands.", check);
  await window.sees(`line ${line}`, check);
  assert.ok(window.path.endsWith("/policies/edit"));
  assert.ok(await text.evaluate((field) => field === document.activeElement), "the writer still writes");

  // Putting it into force is refused, and what was typed is kept.
  await window.expecting(422, () => window.presses("Put into force"));
  assert.ok((await text.inputValue()).includes(mistake));

  const after = before.replace(/^min_gap_days.*$/m, "min_gap_days = 9");
  await text.fill(after);
  await window.sees("9", check.locator(".prose"));
  await window.presses("What would change today");
  await window.sees("The run of 9 Mar 2026 under this policy");
  assert.equal(await text.inputValue(), after);
  assert.ok((await desk.tells("policy", "show")).includes(before.trim().split("\n").at(-1)), "nothing of it was kept");

  await window.presses("Put into force");
  await page.waitForURL("**/policies");
  await window.sees("version 2");
  await window.sees("At least 9 days lie between two contacts.");
  await window.presses("Compare");
  await window.sees("From version 1 to version 2");
  await window.sees("9");
  assert.match(await desk.tells("policy", "show"), /min_gap_days = 9/);
});
