// What the desk does beyond plain pages: keys, the command palette, menus that close, focus that stays.
// Every page works without this file; nothing here knows a rule.
(() => {
  "use strict";

  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const seen = (element) => element.checkVisibility();

  // ---- Appearance and other choices of the user: at once here, kept by the server.

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (!form.matches("[data-appearance]") || !button?.name) return;
    event.preventDefault();
    root.dataset[button.name] = button.value;
    for (const other of all("[data-appearance] button")) {
      if (other.name === button.name) other.setAttribute("aria-pressed", String(other.value === button.value));
    }
    const choice = new URLSearchParams(new FormData(form, button));
    fetch(form.action, { method: "POST", body: choice, redirect: "manual" }).catch(() => {
      // Not kept this time; the page looks as chosen all the same.
    });
  });

  // ---- Dialogs, menus, toasts.

  const open = (id) => {
    const dialog = document.getElementById(id);
    if (dialog && !dialog.open) dialog.showModal();
  };

  document.addEventListener("click", (event) => {
    const target = event.target;
    for (const menu of all("details.menu[open], details.ask[open]")) {
      if (!menu.contains(target)) menu.open = false;
    }
    if (target.closest("[data-palette]") && palette) {
      event.preventDefault();
      openPalette();
    }
    const opener = target.closest("[data-open]");
    if (opener) open(opener.dataset.open);
    const dialog = target.closest("dialog");
    if (dialog && (target === dialog || target.closest("[data-close]"))) dialog.close();
    target.closest("[data-dismiss]")?.closest(".toast")?.remove();
  });

  const closeMenu = () => {
    const menu = document.querySelector("details.menu[open], details.ask[open]");
    if (!menu) return false;
    menu.open = false;
    menu.querySelector("summary").focus();
    return true;
  };

  // ---- Keys. One letter each, never while somebody writes, and off for those who chose so.

  const writing = (element) =>
    element.isContentEditable || element.matches("input:not([type=radio], [type=checkbox]), textarea, select");

  const links = () => all("[data-list] [data-item]").map((item) => item.querySelector("a[href]")).filter(Boolean);

  // Where the reader is in the list: the focused item, or the one that is open.
  const place = () => {
    const items = links();
    const focused = items.findIndex((link) => link.closest("[data-item]").contains(document.activeElement));
    const current = focused >= 0 ? focused : items.findIndex((link) => link.hasAttribute("aria-current"));
    return { items, current };
  };

  const step = (by) => {
    const { items, current } = place();
    const next = items[Math.min(Math.max(current + by, 0), items.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };

  // What stands in a closed menu can be reached by its key as well.
  const reachable = (element) => seen(element.closest("details.menu") ?? element);

  const press = (key) => {
    const target = all("[data-key]").find((element) => element.dataset.key === key && reachable(element));
    if (!target) return false;
    if (writing(target)) target.focus();
    else target.click();
    return true;
  };

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    "?": () => open("keys"),
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      openPalette();
      return;
    }
    if (event.key === "Escape" && closeMenu()) return;
    if (event.ctrlKey || event.metaKey || event.altKey || root.dataset.keys === "off") return;
    if (writing(event.target) || document.querySelector("dialog[open]")) return;
    const act = keys[event.key];
    if (act) act();
    if (act || press(event.key)) event.preventDefault();
  });

  // ---- The command palette: the places of the navigation, and what this page can do.

  const palette = document.getElementById("palette");
  const input = palette?.querySelector("input");
  const list = palette?.querySelector("[role=listbox]");
  const none = palette?.querySelector(".palette-none");
  const hits = palette?.querySelector("#palette-hits");
  const runs = new WeakMap();
  let chosen = 0;

  const words = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().split(/\s+/).filter(Boolean);

  const commands = () =>
    all("[data-command], .side a:has(> .side-words)")
      .filter((element) => !palette.contains(element))
      .map((element) => ({
        name: element.dataset.command || element.querySelector(".side-words").textContent,
        key: element.dataset.key,
        run: () => element.click(),
      }));

  const asked = () => input.value.trim();

  const searchFor = (open) => {
    const pairs = open ? { q: asked(), open } : { q: asked() };
    location.assign(`${palette.dataset.search}?${new URLSearchParams(pairs)}`);
  };

  const options = () => all("[role=option]", list);

  // Hits that belong to what was typed a moment ago are not opened in place of those to come.
  const isLate = (option) => option.dataset.for !== undefined && option.dataset.for !== asked();

  const choose = (index) => {
    const found = options();
    chosen = found.length ? (index + found.length) % found.length : 0;
    input.removeAttribute("aria-activedescendant");
    found.forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === chosen));
      if (at === chosen) {
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      }
    });
  };

  const asOption = (name, id, key, run) => {
    const option = document.createElement("li");
    option.id = id;
    option.className = "menu-item";
    option.setAttribute("role", "option");
    option.textContent = name;
    if (key) {
      const hint = document.createElement("kbd");
      hint.className = "key";
      hint.textContent = key;
      option.append(hint);
    }
    runs.set(option, run);
    return option;
  };

  const fill = () => {
    const wanted = words(input.value);
    const named = commands().filter(({ name }) => {
      const text = words(name).join(" ");
      return wanted.every((word) => text.includes(word));
    });
    const rows = named.map(({ name, key, run }, index) => asOption(name, `palette-${index}`, key, run));
    palette.querySelector("#palette-commands").replaceChildren(...rows);
    const whole = [];
    if (palette.dataset.search && asked()) {
      whole.push(asOption(palette.dataset.searchWords.replace("{q}", asked()), "palette-whole", "", () => searchFor()));
    }
    palette.querySelector("#palette-all").replaceChildren(...whole);
    none.hidden = rows.length + whole.length > 0;
    choose(0);
  };

  // The first thing that is called so, be it a command or a hit; while hits are still to come, the server
  // opens the first of them.
  const run = (index) => {
    const option = options()[index];
    palette.close();
    if (!option) return;
    if (isLate(option)) searchFor("first");
    else if (option.dataset.href) location.assign(option.dataset.href);
    else runs.get(option)?.();
  };

  const enter = () => {
    const option = options()[chosen];
    const awaits = option?.id === "palette-whole" && chosen === 0 && !hits.dataset.seen;
    if (!awaits) return run(chosen);
    palette.close();
    searchFor("first");
  };

  function openPalette() {
    if (!palette) return;
    input.value = "";
    hits.replaceChildren();
    fill();
    open("palette");
    input.focus();
  }

  palette?.addEventListener("input", () => {
    delete hits.dataset.seen;
    fill();
  });
  palette?.addEventListener("htmx:after:swap", () => {
    hits.dataset.seen = "yes";
    choose(chosen);
  });
  palette?.addEventListener("keydown", (event) => {
    const moves = { ArrowDown: () => choose(chosen + 1), ArrowUp: () => choose(chosen - 1), Enter: enter };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  });
  list?.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) run(options().indexOf(option));
  });

  // ---- The page of the search: Enter opens the first hit; the server knows which it is.

  document.querySelector("[data-search-form]")?.addEventListener("keydown", (event) => {
    const { form, name, value } = event.target;
    if (event.key !== "Enter" || event.isComposing || name !== "q" || !value.trim()) return;
    event.preventDefault();
    location.assign(`${form.action}?${new URLSearchParams({ q: value.trim(), open: "first" })}`);
  });

  // ---- Ticking all boxes of a list at once.

  document.addEventListener("change", (event) => {
    const name = event.target.dataset?.all;
    if (!name) return;
    for (const box of all(`input[type=checkbox][name="${name}"]`, event.target.form)) box.checked = event.target.checked;
  });

  // ---- Focus. What a swap replaced gets the focus back, by its id or by its place in the list.

  let kept = null;

  const keepFocus = () => {
    const active = document.activeElement;
    kept = active && active !== document.body ? { active, id: active.id, at: place().current } : null;
  };

  const giveFocus = () => {
    const asked = document.querySelector("[data-focus]");
    if (asked) {
      asked.removeAttribute("data-focus");
      asked.focus();
      return;
    }
    if (!kept || kept.active.isConnected) return;
    const items = links();
    const again = (kept.id && document.getElementById(kept.id)) || items[Math.min(kept.at, items.length - 1)];
    (again ?? document.getElementById("main"))?.focus({ preventScroll: true });
  };

  document.addEventListener("htmx:before:swap", keepFocus);
  document.addEventListener("htmx:after:swap", giveFocus);
  giveFocus();

  // ---- What is left of some money while its parts are typed. The server decides; this only adds up.

  // As the server reads it: thousands may stand apart, decimals behind the sign of the language.
  const plain = (text) => {
    const bare = text.replace(/\s/g, "");
    if (root.lang === "en") return /^\d{1,3}(,\d{3})+(\.|$)/.test(bare) ? bare.replaceAll(",", "") : bare;
    const together = /^\d{1,3}(\.\d{3})+(,|$)/.test(bare) ? bare.replaceAll(".", "") : bare;
    return together.replace(",", ".");
  };

  const minor = (text, decimals) => {
    const found = /^(\d+)(?:\.(\d+))?$/.exec(plain(text));
    if (!text.trim()) return 0n;
    if (!found || (found[2] ?? "").length > decimals) return null;
    return BigInt(found[1] + (found[2] ?? "").padEnd(decimals, "0"));
  };

  const figure = (sum, decimals) => {
    const digits = String(sum).padStart(decimals + 1, "0");
    const whole = digits.slice(0, digits.length - decimals);
    const text = decimals ? `${whole}.${digits.slice(-decimals)}` : whole;
    return new Intl.NumberFormat(root.lang, { minimumFractionDigits: decimals }).format(text);
  };

  const addUp = (form) => {
    const decimals = Number(form.dataset.decimals);
    const output = form.querySelector("[data-left-over]");
    const parts = all("[data-part]", form).map((input) => minor(input.value, decimals));
    if (parts.includes(null)) {
      output.textContent = "";
      return;
    }
    const left = parts.reduce((rest, part) => rest - part, BigInt(form.dataset.left));
    const { words, tooMuch } = output.dataset;
    output.textContent = `${left < 0n ? tooMuch : words} ${figure(left < 0n ? -left : left, decimals)}`;
    output.classList.toggle("is-over", left < 0n);
  };

  for (const form of all("form[data-left]")) {
    form.addEventListener("input", () => addUp(form));
    addUp(form);
  }

  // ---- Files that are dropped where they can be chosen.

  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const drop = event.target.closest?.("[data-drop]");
      if (!drop) return;
      event.preventDefault();
      drop.classList.toggle("is-over", kind === "dragover");
      if (kind !== "drop") return;
      const files = drop.querySelector("input[type=file]");
      files.files = event.dataTransfer.files;
      files.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
})();
