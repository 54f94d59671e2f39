// Every page of the desk: where it is, who looks at it, and the states that it has besides its first one. A page without
// a parameter is found in the table of routes by itself; any other that is not on the list here fails the stories that
// look at all pages.

import { writeFile } from "node:fs/promises";

import { PASSWORD, TODAY } from "./desk.mjs";
import { PEOPLE, choosesPassword, options, signsIn, switchesOnSecondFactor } from "./story.mjs";

/** A file with an invoice that can be taken, and one of a day that there is not. */
export const INVOICES = `\
number,customer,name,email,issued,due,amount,currency
2026-0142,90001,Harbour Tools Ltd,accounts@example.com,2025-12-22,2026-01-21,4800.00,GBP
2026-0190,90002,Oakenshaw Flooring Ltd,,2026-02-30,2026-03-30,700.00,GBP
`;

/** Routes that a browser can ask for and that are no pages. */
const NO_PAGES = [
  "/healthz",
  "/assets/{version}/{name}",
  "/b/{book}/customers.csv",
  "/b/{book}/outbox/files",
  "/b/{book}/outbox/{action}/file",
  "/b/{book}/import/{id}/rejects/{file}",
];

/**
 * A page, or a state of one: `route` as the table has it, `path` where it is, `name` for pictures, `picture` whether
 * one is taken, `as` who looks at it when it is not the administrator, `status` where it is not 200, `then` what brings it
 * into its state.
 */
const VIEWS = [
  { route: "/sign-in", name: "sign-in", as: "nobody", path: () => "/sign-in" },
  {
    route: "/sign-in",
    name: "sign-in-refused",
    picture: false,
    as: "nobody",
    path: () => "/sign-in",
    then: async (window) => {
      await window.types("E-mail address", "nobody@example.com");
      await window.types("Password", PASSWORD);
      await window.expecting(422, () => window.presses("Sign in"));
    },
  },
  { route: "/sign-in/code", name: "sign-in-code", as: "half", path: () => "/sign-in/code" },
  { route: "/link/{token}", name: "invitation", as: "nobody", path: ({ invitation }) => invitation },
  { route: "/link/{token}", name: "invitation-used", picture: false, as: "nobody", status: 410, path: ({ used }) => used },
  { route: "/welcome/{token}", name: "welcome-used", picture: false, as: "nobody", status: 410, path: () => `/welcome/${"0".repeat(64)}` },
  { route: "/", name: "home", picture: false, path: () => "/" },
  { route: "/account", name: "account", path: () => "/account" },
  { route: "/account/second-factor", name: "second-factor", path: () => "/account/second-factor" },
  { route: "/styleguide", name: "styleguide", path: () => "/styleguide" },
  { route: "/api/docs", name: "api-docs", picture: false, path: () => "/api/docs" },

  { route: "/b/{book}/today", name: "today", path: () => "today" },
  { route: "/b/{book}/today", name: "today-empty", picture: false, path: () => "today?kind=write-off" },
  { route: "/b/{book}/today", name: "today-call", path: ({ call }) => `today?open=${call}` },
  { route: "/b/{book}/today", name: "today-text", path: ({ email }) => `today?open=${email}` },
  { route: "/b/{book}/today", name: "today-approve", path: ({ approval }) => `today?open=${approval}` },
  ...["call", "promise", "note", "dispute", "payment", "hold", "skip"].map((what) => ({
    route: "/b/{book}/today",
    name: `today-record-${what}`,
    picture: what === "promise",
    path: ({ call }) => `today?open=${call}&record=${what}`,
  })),
  {
    route: "/b/{book}/today",
    name: "today-record-problems",
    picture: false,
    path: ({ call }) => `today?open=${call}&record=promise`,
    then: (window) => window.expecting(422, () => window.presses("Record")),
  },
  {
    route: "/b/{book}/today",
    name: "today-keys",
    path: () => "today",
    then: (window) => window.page.keyboard.press("?"),
  },
  {
    route: "/b/{book}/today",
    name: "today-palette",
    path: () => "today",
    then: (window) => window.page.keyboard.press("Control+k"),
  },
  { route: "/b/{book}/today", name: "today-viewer", picture: false, as: "vera", path: ({ approval }) => `today?open=${approval}` },
  { route: "/b/{book}/search", name: "search", path: () => "search?q=marine" },
  { route: "/b/{book}/search", name: "search-nothing", picture: false, path: () => "search?q=nobody-is-called-that" },
  { route: "/b/{book}/customers", name: "customers", path: () => "customers" },
  { route: "/b/{book}/customers", name: "customers-none", picture: false, path: () => "customers?currency=SEK" },
  { route: "/b/{book}/outbox", name: "outbox", path: ({ letter }) => `outbox?open=${letter}` },
  { route: "/b/{book}/outbox", name: "outbox-ready", path: () => "outbox?part=ready" },
  { route: "/b/{book}/outbox", name: "outbox-exported", picture: false, path: () => "outbox?part=exported" },
  { route: "/b/{book}/import/{id}", name: "import-seen", path: ({ upload }) => upload },
  { route: "/b/{book}/customers/{number}", name: "customer", path: ({ customer }) => `customers/${customer}` },
  {
    route: "/b/{book}/customers/{number}",
    name: "customer-record",
    picture: false,
    path: ({ customer }) => `customers/${customer}?record=dispute`,
  },
  { route: "/b/{book}/invoices/{number}", name: "invoice", path: ({ invoice }) => `invoices/${invoice}` },
  ...["write-off", "credit-note", "waiver"].map((what) => ({
    route: "/b/{book}/invoices/{number}",
    name: `invoice-correct-${what}`,
    picture: false,
    path: ({ invoice }) => `invoices/${invoice}?correct=${what}`,
  })),
  { route: "/b/{book}/money/payments/{id}", name: "payment", path: ({ payment }) => `money/payments/${payment}` },
  {
    route: "/b/{book}/money/payments/{id}",
    name: "payment-undone",
    picture: false,
    path: ({ payment }) => `money/payments/${payment}?undo=payment`,
  },
  { route: "/b/{book}/journal", name: "journal", path: () => "journal" },
  { route: "/b/{book}/policies", name: "policies", path: () => "policies" },
  { route: "/b/{book}/policies/{seq}", name: "policy-version", path: () => "policies/1" },
  { route: "/b/{book}/policies/compare", name: "policy-compare", path: () => "policies/compare?older=1&newer=2" },
  { route: "/b/{book}/policies/edit", name: "policy-edit", path: () => "policies/edit" },
  { route: "/b/{book}/law", name: "law", path: () => "law" },
  { route: "/b/{book}/law/{code}", name: "law-pack", path: () => "law/GB" },
  { route: "/b/{book}/law/rates/{name}", name: "law-rates", path: () => "law/rates/GB-BANK-RATE" },
  { route: "/b/{book}/law/interest", name: "interest", path: () => "law/interest" },
  {
    route: "/b/{book}/law/interest",
    name: "interest-result",
    path: () => `law/interest?jurisdiction=GB&debtor=business&amount=1200&due=2025-06-30&as_of=${TODAY}`,
  },
  { route: "/b/{book}/law/interest", name: "interest-problems", picture: false, status: 422, path: () => "law/interest?jurisdiction=GB&amount=x" },
  { route: "nowhere", name: "not-found", picture: false, status: 404, path: () => "no-such-page" },
];

/** What the views need to know about the book. */
async function facts(desk) {
  const { items } = await desk.knows("worklist");
  const first = (holds) => {
    const item = items.find(holds);
    if (!item) throw new Error(`the sample book has nothing to do for which ${holds}`);
    return item.short_id;
  };
  const { items: payments } = await desk.knows("payments");
  const payment = payments.find(({ unapplied }) => Number(unapplied.amount) > 0);
  const known = items.find(({ invoices }) => invoices.length > 2) ?? items[0];
  return {
    call: first(({ kind, needs_approval }) => kind === "call" && !needs_approval),
    email: first(({ kind, needs_approval }) => kind === "email" && !needs_approval),
    approval: first(({ needs_approval }) => needs_approval),
    letter: first(({ kind, needs_approval }) => kind === "letter" && needs_approval),
    customer: known.customer.number,
    invoice: known.invoices[0],
    payment: payment.entry,
  };
}

/** A walk through every page, with what the pages need made ready. */
export class Tour {
  #how;
  #arrives;
  #facts;
  #readers;
  #base;
  #views;

  /**
   * Makes ready what the pages need.
   *
   * @param told what a story is told with
   * @param how the windows: width, height, dark
   */
  static async begin({ desk, open, arrives }, how = {}) {
    const tour = new Tour();
    tour.#views = views();
    tour.#how = how;
    tour.#arrives = arrives;
    tour.#facts = await facts(desk);
    await makesAnotherVersion(desk);
    const ada = await arrives(PEOPLE.ada, how);
    tour.#base = ada.path.replace(/today$/, "");
    tour.#facts.upload = await uploads(desk, ada, `${tour.#base}import`);
    const nobody = await open(how);
    tour.#facts.used = await desk.invites({ email: "ursula@example.com", name: "Ursula Kern", role: "viewer" });
    await choosesPassword(nobody, tour.#facts.used);
    tour.#facts.invitation = await desk.invites({ email: "nora@example.com", name: "Nora Bell", role: "viewer" });
    tour.#readers = { ada, nobody };
    return tour;
  }

  /** Visits every view, or those that are wanted: `look` is called with the window in which it stands, and the view. */
  async visits(look, wanted = () => true) {
    for (const view of this.#views.filter(wanted)) {
      const window = await this.#reader(view.as ?? "ada");
      const path = view.path(this.#facts);
      const go = () => window.goes(path.startsWith("/") ? path : this.#base + path);
      await (view.status ? window.expecting(view.status, go) : go());
      await view.then?.(window);
      await look(window, view);
    }
  }

  /** Has Ada choose a language for the pages. */
  async speaks(language) {
    const { ada } = this.#readers;
    await ada.goes("/account");
    await ada.page.locator("select[name=lang]").selectOption(language);
    await ada.page.locator("form[action='/account/language'] button").click();
    await ada.page.locator(`html[lang=${language}]`).waitFor();
  }

  async #reader(as) {
    this.#readers[as] ??= await (as === "half" ? this.#half() : this.#arrives(PEOPLE[as], this.#how));
    return this.#readers[as];
  }

  /** Somebody who has given the password and not yet the code. */
  async #half() {
    const person = { email: "hal@example.com", name: "Hal Winter", role: "viewer" };
    const window = await this.#arrives(person, this.#how);
    await switchesOnSecondFactor(window);
    await window.presses("Sign out");
    await window.page.waitForURL("**/sign-in");
    await signsIn(window, person);
    return window;
  }
}

/** The list above with the pages that are found by themselves. Fails unless they are all that the table of routes has. */
function views() {
  const pages = options.routes.filter((route) => !NO_PAGES.includes(route));
  const listed = new Set(VIEWS.map(({ route }) => route));
  const gone = pages.length ? [...listed].filter((route) => !pages.includes(route) && route !== "nowhere") : [];
  if (gone.length) throw new Error(`lib/pages.mjs visits ${gone.join(", ")}, which the table of routes does not have`);
  const found = pages
    .filter((route) => !listed.has(route))
    .map((route) => {
      const path = route.replace("/b/{book}/", "");
      if (path.includes("{")) throw new Error(`lib/pages.mjs does not say how to visit ${route}`);
      return { route, name: path.replace(/^\//, "").replaceAll("/", "-"), path: () => path };
    });
  return [...VIEWS, ...found];
}

/** A second version of the policy, so that two can be compared. */
async function makesAnotherVersion(desk) {
  const text = await desk.tells("policy", "show");
  const changed = text.replace(/min_overdue\s*=\s*\d+/, "min_overdue = 40");
  if (changed === text) throw new Error("the policy in force does not say how little is passed over");
  const file = desk.file("policy.toml");
  await writeFile(file, changed);
  await desk.tells("policy", "use", file);
}

/** A file that is looked at and not brought in yet; gives where that is seen. */
async function uploads(desk, window, path) {
  const file = desk.file("invoices.csv");
  await writeFile(file, INVOICES);
  await window.goes(path);
  await window.page.locator("#files").setInputFiles(file);
  await window.presses("Look at them");
  await window.sees("What an import would do");
  return window.path;
}
