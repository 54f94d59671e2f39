// How much the first look at Today costs, and that nothing of it moves once it is there.

import assert from "node:assert/strict";

import { shift } from "../lib/fits.mjs";
import { PEOPLE, story } from "../lib/story.mjs";

/** What everything may weigh together, in bytes as they are sent: about three seconds on a slow telephone. */
const LIMIT = 100_000;

/**
 * What browsers call good. Where the machine has much to do besides, the typeface can come a moment after what was
 * painted first, and lines are broken anew.
 */
const GOOD = 0.1;

/** With the typeface at hand nothing is to move. */
const STILL = 0.01;

await story(async ({ arrives, another }) => {
  const carla = await arrives(PEOPLE.carla);
  for (const [width, height] of [[1440, 900], [390, 844]]) {
    // A window of its own has kept nothing of what the first one loaded.
    const { page } = await another(carla, { width, height });
    await weighs(page, carla.path, width);
    await moves(page, GOOD, width);
    await page.reload({ waitUntil: "networkidle" });
    await moves(page, STILL, width);
  }
});

/** Loads a page and holds what was sent to the limit. */
async function weighs(page, path, width) {
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  const sent = new Map();
  const names = new Map();
  network.on("Network.requestWillBeSent", ({ requestId, request }) => names.set(requestId, new URL(request.url).pathname));
  network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => sent.set(names.get(requestId), encodedDataLength));
  await page.goto(path, { waitUntil: "networkidle" });
  const bytes = [...sent.values()].reduce((sum, size) => sum + size, 0);
  const list = [...sent].map(([name, size]) => `${String(size).padStart(7)}  ${name}`).join("\n");
  console.log(`at ${width}: ${bytes} bytes\n${list}`);
  assert.ok(bytes < LIMIT, `${bytes} bytes are more than ${LIMIT}:\n${list}`);
  assert.ok(sent.size >= 4, "the page, its styles and its scripts were counted");
}

/** Holds what has moved since the first paint to a limit. */
async function moves(page, limit, width) {
  const moved = await shift(page);
  assert.ok(moved.by < limit, `the page moved by ${moved.by} at ${width}:\n${moved.what.join("\n")}`);
}
