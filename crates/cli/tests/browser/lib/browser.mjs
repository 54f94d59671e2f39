// The browser, and what it may never say: no error in its console, no request that fails, nothing that the policy of
// the page forbids.

import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";

import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** What a build server needs to run it, and what keeps it from asking for anything outside. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

async function installed() {
  for (const folder of process.env.PATH.split(delimiter)) {
    for (const name of NAMES) {
      const path = join(folder, name);
      if (await access(path).then(() => true, () => false)) return path;
    }
  }
  throw new Error(`no browser is installed: none of ${NAMES.join(", ")} is on the PATH (apt-get install chromium)`);
}

/** Starts the browser. */
export async function launch() {
  return chromium.launch({ executablePath: await installed(), args: FLAGS });
}

/** A window with its page, and everything that went wrong in it. */
export class Window {
  #browser;
  #desk;
  #script;
  #expected = new Set();
  problems = [];
  /** The page, for what this class has no word for. */
  page;

  /**
   * Opens a window in which nobody is signed in.
   *
   * @param options width, height, dark, script (false to go without), language, state (of an earlier window)
   */
  static async open(browser, desk, options = {}) {
    const { width = 1440, height = 900, dark = false, script = true, state, scale = 1 } = options;
    const context = await browser.newContext({
      baseURL: desk.url,
      viewport: { width, height },
      deviceScaleFactor: scale,
      colorScheme: dark ? "dark" : "light",
      reducedMotion: "reduce",
      locale: "en-GB",
      timezoneId: "UTC",
      javaScriptEnabled: script,
      storageState: state,
    });
    context.setDefaultTimeout(10_000);
    const window = new Window();
    window.#browser = browser;
    window.#desk = desk;
    window.#script = script;
    window.page = await context.newPage();
    window.#watch();
    return window;
  }

  /** Another window of the same person. */
  async another(options = {}) {
    const state = await this.page.context().storageState();
    return Window.open(this.#browser, this.#desk, { ...options, state });
  }

  async close() {
    await this.page.context().close();
  }

  #watch() {
    const { page } = this;
    const note = (what) => this.problems.push(`${new URL(page.url()).pathname}: ${what}`);
    page.on("console", (message) => {
      // What the server refuses is seen below, with its status.
      const isStatus = message.text().startsWith("Failed to load resource");
      if (["error", "warning"].includes(message.type()) && !isStatus) note(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => note(`script: ${error.message}`));
    page.on("requestfailed", (request) => {
      // Going on to another page ends what the one before still asked for.
      const failure = request.failure()?.errorText;
      if (failure !== "net::ERR_ABORTED") note(`${request.method()} ${request.url()}: ${failure}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400 && !this.#expected.has(response.status())) {
        note(`${response.request().method()} ${response.url()}: status ${response.status()}`);
      }
    });
  }

  /** Does something to which the server answers with this status on purpose. */
  async expecting(status, what) {
    this.#expected.add(status);
    const seen = this.page.waitForResponse((response) => response.status() === status);
    const [, result] = await Promise.all([seen, what()]);
    await this.page.waitForLoadState();
    this.#expected.delete(status);
    return result;
  }

  /** Goes to a path of the desk. */
  async goes(path) {
    await this.page.goto(path, { waitUntil: "load" });
    // htmx begins in a task of its own, which may come after the page has loaded. Until then a link is a plain link, and
    // what is asked of it in that moment leads to a whole page. The tasks of a page keep their order.
    if (this.#script) await this.page.evaluate(() => new Promise((done) => setTimeout(done)));
  }

  /** Presses a button or follows a link by its words. */
  async presses(name, within = this.page) {
    const words = { name, exact: typeof name === "string" };
    await within.getByRole("button", words).or(within.getByRole("link", words)).first().click();
  }

  /** Fills in a field by how its label begins: what need not be filled in says so behind it. */
  async types(label, text, within = this.page) {
    await within.getByLabel(new RegExp(`^${label}`)).first().fill(text);
  }

  /** Waits until these words stand on the page. */
  async sees(text, within = this.page) {
    await within.getByText(text).filter({ visible: true }).first().waitFor();
  }

  /** Where the page is, without the place of the server. */
  get path() {
    const { pathname, search } = new URL(this.page.url());
    return pathname + search;
  }
}
