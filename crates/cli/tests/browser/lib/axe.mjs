// What keeps somebody from using a page: axe looks for it.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const SOURCE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Findings below these are advice. */
const GRAVE = ["serious", "critical"];

/**
 * What axe finds on the page as it stands, a line for each finding and place.
 *
 * @param rules only these, where others were asked before
 */
export async function barriers(page, rules) {
  await page.evaluate(SOURCE);
  const result = await page.evaluate(
    ([only]) =>
      globalThis.axe.run(document, {
        resultTypes: ["violations"],
        // Targets that are large enough to be hit (WCAG 2.2) are not asked for unless one says so.
        ...(only ? { runOnly: { type: "rule", values: only } } : { rules: { "target-size": { enabled: true } } }),
      }),
    [rules],
  );
  return result.violations
    .filter(({ impact }) => GRAVE.includes(impact))
    .flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}: ${node.any[0]?.message ?? node.html}`),
    );
}
