import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Found } from "../../web/panels/runtimes/mod.ts";
import { nextAnswer, tryItReady } from "./in_page.ts";
import { smallSite, webTest } from "./open_page.ts";

/** Runs the comparison and reads what it found. */
async function compare(page: Page): Promise<Record<string, Found>> {
  await page.locator("#runtimes").scrollIntoViewIfNeeded();
  await page.locator("weft-runtimes .compare").click();
  await page.waitForFunction(
    () => /^Compared/.test(document.querySelector("weft-runtimes [role=status]")!.textContent!),
    undefined,
    { timeout: 60_000 },
  );
  return await page.evaluate(() =>
    (document.querySelector("weft-runtimes") as HTMLElement & { found: Record<string, Found> })
      .found
  );
}

/** What contracts promise of other runtimes' logits. */
const PROMISED = 1e-5;

webTest(
  "without WebGPU the switch says why, and WebAssembly has the very bits of Deno's",
  async (open) => {
    const { page, complaints } = await open();
    await page.locator("#runtimes").scrollIntoViewIfNeeded();
    const webgpu = page.getByRole("radio", { name: /WebGPU/ });
    assert.ok(await webgpu.isDisabled());
    assert.match(
      await page.locator("weft-runtimes .switch").innerText(),
      /WebGPU\n.*no (adapter|WebGPU)/,
    );
    const found = await compare(page);
    assert.deepEqual(Object.keys(found), ["lenet wasm", "lenet-modified wasm"]);
    for (const { native, wasm, imagesPerSecond } of Object.values(found)) {
      assert.equal(wasm.equal, 2560);
      assert.ok(native.largest <= PROMISED, `${native.largest}`);
      assert.equal(native.sameAnswers, 256);
      assert.ok(imagesPerSecond > 0);
    }
    assert.match(await page.locator("weft-runtimes tbody").innerText(), /none: the same bits/);
    assert.deepEqual(complaints, []);
  },
);

webTest("with one thread the bits are the same as with several", async (open) => {
  const { page } = await open({ isolated: false });
  const found = await compare(page);
  assert.equal(found["lenet-modified wasm"]!.wasm.equal, 2560);
  assert.match(await page.locator("weft-runtimes .switch").innerText(), /with one thread/);
});

webTest("with WebGPU both runtimes are compared, and Try it moves over", async (open) => {
  const { page } = await open({ webgpu: true });
  const found = await compare(page);
  for (const name of ["lenet webgpu", "lenet-modified webgpu"]) {
    const { native } = found[name]!;
    assert.ok(native.largest <= PROMISED, `${name}: ${native.largest}`);
    assert.equal(native.sameAnswers, 256);
  }
  assert.equal(await page.locator("weft-runtimes .problem").count(), 0);
  await page.getByRole("radio", { name: /WebGPU/ }).check();
  await page.locator("#try-it").scrollIntoViewIfNeeded();
  await tryItReady(page);
  await nextAnswer(page, () => page.locator("weft-try-it .thumb").nth(1).click());
  assert.match(await page.locator("weft-try-it .timing").first().innerText(), /on WebGPU/);
});

webTest(
  "a runtime whose answers are not those that the page was built with is named",
  async (open) => {
    const site = await smallSite();
    const { logits } = JSON.parse(await Deno.readTextFile(join(site, "data", "manifest.json")));
    const { file } = logits.lenet.cpu;
    const bytes = await Deno.readFile(join(site, file));
    new Float32Array(bytes.buffer)[7]! += 0.01;
    const { page } = await open({ instead: { [file]: bytes } });
    const found = await compare(page);
    assert.ok(Math.abs(found["lenet wasm"]!.native.largest - 0.01) < 1e-4);
    assert.match(
      await page.locator("weft-runtimes .problem").innerText(),
      /computes something else: LeNet on WebAssembly\./,
    );
  },
);
