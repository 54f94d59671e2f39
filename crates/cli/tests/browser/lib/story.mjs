// How a story is told: with a desk and a browser of its own, from a program named on the command line.
//
//   node stories/morning.mjs ../../../../target/debug/dunwell

import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";

import { Window, launch } from "./browser.mjs";
import { Desk, PASSWORD, codeOf } from "./desk.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** A database with the sample book, made before, so that not every story makes its own. */
    book: { type: "string", default: "sample" },
    /** The routes that a person can look at, as JSON. */
    routes: { type: "string", default: "[]" },
    /** Where pictures go. */
    out: { type: "string" },
  },
});

export const options = { ...values, routes: JSON.parse(values.routes) };

/** Everybody who works at the desk. */
export const PEOPLE = {
  carla: { email: "carla@example.com", name: "Carla Meyer", role: "controller" },
  ada: { email: "ada@example.com", name: "Ada Lind", role: "admin" },
  vera: { email: "vera@example.com", name: "Vera Noll", role: "viewer" },
};

/**
 * Tells a story. It ends well when nothing was thrown and nothing went wrong in any window.
 *
 * @param tell takes the desk, `open` for a window in which nobody is signed in, and `arrives` for one in which a person is
 * @param empty whether it begins with an empty installation
 */
export async function story(tell, { empty = false } = {}) {
  const [dunwell] = positionals;
  const windows = [];
  let desk;
  let browser;
  try {
    desk = await Desk.open({ dunwell, book: empty ? undefined : options.book });
    browser = await launch();
    const keep = (window) => {
      windows.push(window);
      return window;
    };
    const open = async (how) => keep(await Window.open(browser, desk, how));
    const another = async (window, how) => keep(await window.another(how));
    const arrives = async (person, how) => {
      const window = await open(how);
      await choosesPassword(window, await desk.invites(person));
      await signsIn(window, person);
      return window;
    };
    await tell({ desk, open, another, arrives });
    const problems = windows.flatMap((window) => window.problems);
    if (problems.length) throw new Error(`the browser complained:\n  ${[...new Set(problems)].join("\n  ")}`);
  } catch (error) {
    console.error(error.stack);
    await pictures(windows);
    process.exitCode = 1;
  } finally {
    await browser?.close();
    await desk?.close();
  }
}

/** Opens an invitation and chooses the password. */
export async function choosesPassword(window, link) {
  await window.goes(link);
  await window.types("New password", PASSWORD);
  await window.types("The same once more", PASSWORD);
  await window.presses("Keep this password");
  await window.page.waitForURL("**/sign-in");
}

/** Gives address and password on the page for signing in. */
export async function signsIn(window, person) {
  await window.types("E-mail address", person.email);
  await window.types("Password", PASSWORD);
  await window.presses("Sign in");
  await window.page.waitForURL((url) => url.pathname !== "/sign-in");
}

/** Switches the second factor on; gives its secret. The code is that of the step before, so that the next is not used up. */
export async function switchesOnSecondFactor(window) {
  await window.goes("/account/second-factor");
  const secret = await window.page.locator("code").first().textContent();
  await window.types("Present password", PASSWORD);
  await window.types("Code", codeOf(secret, -1));
  await window.presses("Switch on");
  await window.sees("Each opens once");
  await window.presses("I have kept them");
  return secret;
}

/** Keeps what the windows showed when a story went wrong. */
async function pictures(windows) {
  const folder = join(tmpdir(), "dunwell-browser-failures");
  await mkdir(folder, { recursive: true });
  for (const [index, window] of windows.entries()) {
    const path = join(folder, `${basename(process.argv[1], ".mjs")}-${index + 1}.png`);
    const taken = await window.page.screenshot({ path, timeout: 5_000 }).then(() => true, () => false);
    if (taken) console.error(`at ${window.page.url()}: ${path}`);
    for (const problem of window.problems) console.error(`  ${problem}`);
  }
}
