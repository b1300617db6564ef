import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { hashInDeno } from "./in_deno.ts";
import { openMap } from "./open_map.ts";
import { webTest } from "./open_page.ts";

/** Runs t-SNE until its map is there; returns the map's hash. */
async function runToEnd(map: Locator): Promise<string> {
  await map.getByRole("button", { name: "Run t-SNE" }).click();
  return await hashOfMap(map);
}

async function hashOfMap(map: Locator): Promise<string> {
  return (await map.locator("code[data-hash]").getAttribute("data-hash", { timeout: 60_000 }))!;
}

/**
 * Presses buttons of the run in one turn, so that nothing happens between them: 0 is Run, Pause,
 * Resume; 2 is Stop.
 */
async function press(map: Locator, ...which: number[]): Promise<void> {
  await map.locator(".run").evaluate((run, which) => {
    const buttons = run.querySelectorAll("button");
    for (const each of which) buttons[each]!.click();
  }, which);
}

webTest("t-SNE in the page gives Deno's coordinates bit for bit, paused or not", async (open) => {
  const { map, page, complaints } = await openMap(open);
  assert.equal(await runToEnd(map), await hashInDeno(30));

  await press(map, 0, 0);
  await map.getByText(/^Paused\. /).waitFor();
  assert.equal(await map.getByRole("button", { name: "Resume" }).count(), 1);
  await page.waitForTimeout(400);
  const before = await map.locator(".iteration").textContent();
  await page.waitForTimeout(400);
  assert.equal(await map.locator(".iteration").textContent(), before);
  assert.equal(await map.locator("code[data-hash]").count(), 0);
  await map.getByRole("button", { name: "Resume" }).click();
  assert.equal(await hashOfMap(map), await hashInDeno(30));
  assert.deepEqual(complaints, []);
});

webTest("another perplexity gives another map, and one that is stopped says so", async (open) => {
  const { map, page, complaints } = await openMap(open);
  await map.getByLabel("Perplexity").focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowLeft");
  assert.equal(await map.locator(".perplexity output").textContent(), "10");
  assert.equal(await runToEnd(map), await hashInDeno(10));

  await press(map, 0, 0, 2);
  await map.locator(".made").getByText(/^t-SNE was stopped/).waitFor();
  assert.equal(await runToEnd(map), await hashInDeno(10));
  assert.deepEqual(complaints, []);
});

webTest("a run that is started over is that of the new perplexity", async (open) => {
  const { map, page } = await openMap(open);
  await press(map, 0, 0);
  await map.getByLabel("Perplexity").focus();
  await page.keyboard.press("ArrowLeft");
  await press(map, 1);
  assert.equal(await hashOfMap(map), await hashInDeno(25));
});

webTest("one can change between PCA and t-SNE", async (open) => {
  const { map } = await openMap(open);
  const [byPca, byTsne] = [map.locator('[value="pca"]'), map.locator('[value="tsne"]')];
  assert.equal(await byTsne.isDisabled(), true);
  await runToEnd(map);
  assert.equal(await byTsne.isChecked(), true);
  await byPca.check();
  await map.locator(".made").getByText(/^PCA of the/).waitFor();
  await byTsne.check();
  await map.locator("code[data-hash]").waitFor();
});
