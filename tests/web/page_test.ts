import assert from "node:assert/strict";
import { webTest } from "./open_page.ts";

webTest("the page opens without a complaint and asks nobody else", async (open) => {
  const { page, complaints, foreign } = await open();
  await page.locator("weft-try-it .thumb").first().waitFor();
  await page.locator("weft-runtimes").scrollIntoViewIfNeeded().catch(() => {});
  assert.deepEqual(complaints, []);
  assert.deepEqual(foreign, []);
});
