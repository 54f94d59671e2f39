// Whether a page fits: nothing lies beyond the edge of the window, and no text is cut off.

/** What does not fit on the page as it stands, a line for each place. */
export async function misfits(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const found = new Set();
    const name = (element) => {
      const classes = [...element.classList].map((word) => `.${word}`).join("");
      return `${element.localName}${element.id && `#${element.id}`}${classes}`;
    };
    const note = (element, what) => {
      const text = element.textContent.trim().replace(/\s+/g, " ").slice(0, 60);
      found.add(`${name(element.parentElement)} > ${name(element)} ${what}: "${text}"`);
    };
    if (document.documentElement.scrollWidth > width) {
      found.add(`the page is ${document.documentElement.scrollWidth} wide in a window of ${width}`);
    }

    // The nearest element that hides what lies beyond it, or lets the reader scroll there.
    const frame = (element) => {
      for (let at = element; at && at !== document.body; at = at.parentElement) {
        const { overflowX, position } = getComputedStyle(at);
        if (overflowX !== "visible") return { at, scrolls: ["auto", "scroll"].includes(overflowX) };
        if (position === "fixed") return null;
      }
      return null;
    };
    // What gives a text its room.
    const holder = (element) => {
      let at = element;
      while (["inline", "contents"].includes(getComputedStyle(at).display)) at = at.parentElement;
      return at;
    };
    // For those who listen: a pixel, on purpose.
    const isOnlySaid = (element) => element.closest(".said, .skip, thead") && element.closest(".said, .skip, thead").clientWidth <= 1;

    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      if (!texts.currentNode.data.trim() || ["SCRIPT", "STYLE", "OPTION", "TEXTAREA"].includes(element.tagName)) continue;
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || isOnlySaid(element)) continue;
      if (element.closest(".skip, svg")) continue;
      const range = document.createRange();
      range.selectNodeContents(texts.currentNode);
      const box = range.getBoundingClientRect();
      if (!box.width) continue;
      const around = frame(element);
      if (around?.scrolls) continue;
      const [left, right] = around
        ? [around.at.getBoundingClientRect().left, around.at.getBoundingClientRect().right]
        : [0, width];
      if (box.right > right + 1 || box.left < left - 1) note(element, around ? "is cut off" : "lies beyond the edge");
      const block = holder(element);
      if (box.right > block.getBoundingClientRect().right + 1) note(element, `runs out of ${name(block)}`);
    }
    for (const control of document.querySelectorAll("button, a, input, select, textarea, summary")) {
      if (!control.checkVisibility({ visibilityProperty: true }) || control.closest(".skip")) continue;
      const box = control.getBoundingClientRect();
      const around = frame(control.parentElement);
      if (!around && (box.right > width + 1 || box.left < -1)) note(control, "lies beyond the edge");
      if (control.matches("button, .button") && control.scrollWidth > control.clientWidth + 1) note(control, "is too narrow");
    }
    return [...found];
  });
}

/** Waits until the page looks as its styles have it after the window, its colours or its medium have changed. */
export async function settles(page) {
  await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    do await frame();
    while (document.getAnimations().some((animation) => animation instanceof CSSTransition));
    await frame();
  });
}

/** How far what is on the page moved by itself since it was first seen, as browsers reckon it, and what it was. */
export async function shift(page) {
  return page.evaluate(
    () =>
      new Promise((done) => {
        const moved = { by: 0, what: [] };
        const [seen] = performance.getEntriesByName("first-contentful-paint");
        new PerformanceObserver((list) => {
          for (const { startTime, hadRecentInput, value, sources } of list.getEntries()) {
            if (hadRecentInput || startTime <= seen.startTime) continue;
            moved.by += value;
            moved.what.push(...sources.map(({ node }) => (node?.parentElement ?? node)?.outerHTML?.slice(0, 120)));
          }
        }).observe({ type: "layout-shift", buffered: true });
        // What was buffered is told in a task of its own.
        setTimeout(() => done(moved), 50);
      }),
  );
}
