import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Found } from "../../web/panels/runtimes/mod.ts";
import { say } from "../command.ts";
import { nextAnswer, tryItReady } from "./in_page.ts";
import { webTest } from "./open_page.ts";

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
  assert.ok(found["lenet webgpu"], "WebGPU did not run");
  const { native } = found["lenet-modified webgpu"]!;
  assert.ok(native.largest <= PROMISED, `${native.largest}`);
  assert.equal(native.sameAnswers, 256);
  // LeNet comes out wrong on ONNX Runtime 1.30's WebGPU over SwiftShader, here and natively by the same amount; why is
  // not known. Where that is so, the page has to say it.
  const { largest } = found["lenet webgpu"]!.native;
  say(`LeNet on WebGPU in software: logits differ by up to ${largest.toFixed(2)}`);
  const warning = page.locator("weft-runtimes .problem");
  assert.equal(await warning.count(), largest > PROMISED ? 1 : 0);
  if (largest > PROMISED) assert.match(await warning.innerText(), /LeNet on WebGPU/);
  await page.getByRole("radio", { name: /WebGPU/ }).check();
  await page.locator("#try-it").scrollIntoViewIfNeeded();
  await tryItReady(page);
  await nextAnswer(page, () => page.locator("weft-try-it .thumb").nth(1).click());
  assert.match(await page.locator("weft-try-it .timing").first().innerText(), /on WebGPU/);
});
