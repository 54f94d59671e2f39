// The first visit to an empty installation: from the link that the server prints to the first day's work.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";

import { PASSWORD } from "../lib/desk.mjs";
import { story } from "../lib/story.mjs";

const INVOICES = `\
number,customer,name,email,issued,due,amount,currency
2026-0142,1001,Harbour Tools Ltd,accounts@example.com,2025-12-22,2026-01-21,4800.00,GBP
2026-0177,1001,Harbour Tools Ltd,accounts@example.com,2026-01-20,2026-02-19,1200.00,GBP
2026-0181,1002,Selwick Marine Ltd,office@example.com,2026-01-28,2026-02-27,950.00,GBP
2026-0190,1003,Oakenshaw Flooring Ltd,,2026-02-30,2026-03-30,700.00,GBP
`;

await story(
  async ({ desk, open }) => {
    const [welcome] = await desk.says(/http:\/\/\S+\/welcome\/\S+/);
    const window = await open();
    const { page } = window;

    await window.goes(new URL(welcome).pathname);
    await window.types("Your name", "Anna Brook");
    await window.types("E-mail address", "anna@example.com");
    await window.types("Password", PASSWORD);
    await window.types("The same once more", PASSWORD);
    await window.presses("Begin");

    await window.sees("Your first book");
    await window.expecting(422, async () => {
      await page.getByLabel(/^Name of the business/).evaluate((field) => field.form.setAttribute("novalidate", ""));
      await window.presses("Make the book");
    });
    await window.sees("A book needs a name.");
    await window.types("Name of the business", "Northwind Ltd");
    await window.types("Currency", "GBP");
    await page.getByLabel(/^Whose law/).selectOption("GB");
    await window.types("Person to call", "Anna Brook");
    await window.types("E-mail address", "accounts@example.com");
    await window.types("Telephone", "+44 7700 900123");
    await window.types("Name of the bank account", "Northwind Ltd");
    await window.types("IBAN", "GB29NWBK60161331926819");
    await window.presses("Make the book");

    await window.sees("Setting up Northwind Ltd");
    await window.presses("Choose one");
    await window.presses("Use this one: Standard trade credit");
    await window.sees("Setting up Northwind Ltd");

    // The file that the old system gives: one row of it names a day that there is not.
    await window.presses("Import", page.locator("main"));
    const file = desk.file("invoices.csv");
    await writeFile(file, INVOICES);
    await page.locator("#files").setInputFiles(file);
    await window.presses("Look at them");
    await window.sees("What an import would do");
    await window.sees("1 row was refused");
    await window.sees("2026-02-30");
    await window.presses("Bring in");
    await window.sees("They are brought in.");
    const [rejects] = await Promise.all([page.waitForEvent("download"), window.presses(/^Refused rows of/)]);
    assert.match(rejects.suggestedFilename(), /\.csv$/);

    // Another day is run at once, and there is work.
    await window.presses("Run today");
    await page.waitForURL("**/run");
    if (await page.getByRole("button", { name: "Run today" }).isVisible()) await window.presses("Run today");
    await window.presses("To today’s work");
    await window.sees("Harbour Tools Ltd");
    const { total } = await desk.knows("worklist");
    await window.sees(`${total} to do`);
    assert.ok(total >= 2);
    assert.match(await desk.tells("journal", "verify"), /whole/);

    // The link has done its work.
    const other = await open();
    await other.expecting(410, () => other.goes(new URL(welcome).pathname));
  },
  { empty: true },
);
