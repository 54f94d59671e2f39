// The pictures of all pages for the documents: `cargo xtask screenshots`.

import { join } from "node:path";

import { settles } from "./lib/fits.mjs";
import { Tour } from "./lib/pages.mjs";
import { options, story } from "./lib/story.mjs";

const SIZES = [
  { name: "wide", width: 1440, height: 900 },
  { name: "telephone", width: 390, height: 844 },
];

/** The pages that are shown in dark as well. */
const DARK = ["today-call", "customer", "overview"];

await story(async (told) => {
  const tour = await Tour.begin(told);
  await tour.visits(
    async ({ page }, { name }) => {
      const take = (ending) => page.screenshot({ path: join(options.out, `${name}-${ending}.png`), animations: "disabled" });
      for (const { name: size, width, height } of SIZES) {
        await page.setViewportSize({ width, height });
        await take(size);
      }
      await page.setViewportSize(SIZES[0]);
      if (!DARK.includes(name)) return;
      await page.emulateMedia({ colorScheme: "dark" });
      await settles(page);
      await take("dark");
      await page.emulateMedia({ colorScheme: "light" });
    },
    ({ picture = true }) => picture,
  );
});
