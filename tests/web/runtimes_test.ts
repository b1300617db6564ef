import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Comparison } from "../../web/panels/runtimes/mod.ts";
import { nextResult, tryItReady } from "./in_page.ts";
import { smallSite, webTest } from "./open_page.ts";

/** Runs the comparison and returns its results. */
async function compare(page: Page): Promise<Record<string, Comparison>> {
  await page.locator("#runtimes").scrollIntoViewIfNeeded();
  await page.locator("weft-runtimes .compare").click();
  await page.waitForFunction(
    () => /^Compared/.test(document.querySelector("weft-runtimes [role=status]")!.textContent!),
    undefined,
    { timeout: 60_000 },
  );
  return await page.evaluate(() =>
    (document.querySelector("weft-runtimes") as HTMLElement & {
      comparisons: Record<string, Comparison>;
    }).comparisons
  );
}

/** The promised largest difference of a logit between runtimes. */
const PROMISED = 1e-5;

webTest(
  "without WebGPU the reason is shown, and WebAssembly has the same bits as in Deno",
  async (open) => {
    const { page, complaints } = await open();
    await page.locator("#runtimes").scrollIntoViewIfNeeded();
    const webgpu = page.getByRole("radio", { name: /WebGPU/ });
    assert.ok(await webgpu.isDisabled());
    assert.match(
      await page.locator("weft-runtimes .switch").innerText(),
      /WebGPU\n.*no (adapter|WebGPU)/,
    );
    const comparisons = await compare(page);
    assert.deepEqual(Object.keys(comparisons), ["lenet wasm", "lenet-modified wasm"]);
    for (const { native, wasm, imagesPerSecond } of Object.values(comparisons)) {
      assert.equal(wasm.equal, 2560);
      assert.ok(native.largest <= PROMISED, `${native.largest}`);
      assert.equal(native.sameClass, 256);
      assert.ok(imagesPerSecond > 0);
    }
    assert.match(await page.locator("weft-runtimes tbody").innerText(), /none: the same bits/);
    assert.deepEqual(complaints, []);
  },
);

webTest("with one thread the bits are the same as with several threads", async (open) => {
  const { page } = await open({ isolated: false });
  const comparisons = await compare(page);
  assert.equal(comparisons["lenet-modified wasm"]!.wasm.equal, 2560);
  assert.match(await page.locator("weft-runtimes .switch").innerText(), /with one thread/);
});

webTest("with WebGPU both backends are compared, and Try it uses the chosen one", async (open) => {
  const { page } = await open({ webgpu: true });
  const comparisons = await compare(page);
  for (const name of ["lenet webgpu", "lenet-modified webgpu"]) {
    const { native } = comparisons[name]!;
    assert.ok(native.largest <= PROMISED, `${name}: ${native.largest}`);
    assert.equal(native.sameClass, 256);
  }
  assert.equal(await page.locator("weft-runtimes .problem").count(), 0);
  await page.getByRole("radio", { name: /WebGPU/ }).check();
  await page.locator("#try-it").scrollIntoViewIfNeeded();
  await tryItReady(page);
  await nextResult(page, () => page.locator("weft-try-it .thumb").nth(1).click());
  assert.match(await page.locator("weft-try-it .timing").first().innerText(), /on WebGPU/);
});

webTest(
  "a backend whose logits differ from the reference is named in a warning",
  async (open) => {
    const site = await smallSite();
    const { logits } = JSON.parse(await Deno.readTextFile(join(site, "data", "manifest.json")));
    const { file } = logits.lenet.cpu;
    const bytes = await Deno.readFile(join(site, file));
    new Float32Array(bytes.buffer)[7]! += 0.01;
    const { page } = await open({ instead: { [file]: bytes } });
    const comparisons = await compare(page);
    assert.ok(Math.abs(comparisons["lenet wasm"]!.native.largest - 0.01) < 1e-4);
    assert.match(
      await page.locator("weft-runtimes .problem").innerText(),
      /computes other results: LeNet on WebAssembly\./,
    );
  },
);
