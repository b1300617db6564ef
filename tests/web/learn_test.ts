import assert from "node:assert/strict";
import { join } from "node:path";
import { IMAGE_PIXELS } from "../../data/image.ts";
import { loadModel } from "../../infer/load_model.ts";
import { runLogits } from "../../infer/run_logits.ts";
import { argmax } from "../../infer/softmax.ts";
import { readManifest, trainInDeno } from "./in_deno.ts";
import { type OpenPage, smallSite, webTest } from "./open_page.ts";

/** Trains in the page and returns the file that it offers. */
async function trainInPage(
  { page }: OpenPage,
  epochs: number,
  threads: number,
): Promise<Uint8Array> {
  await page.locator("#learn").scrollIntoViewIfNeeded();
  await page.locator("#learn-epochs").fill(String(epochs));
  await page.locator("#learn-threads").selectOption(String(threads));
  await page.locator("weft-learn .start").click();
  await page.locator("weft-learn .trained-model").waitFor({ timeout: 60_000 });
  return await download({ page } as OpenPage);
}

/** A script that gives the page a machine of so many threads. */
const cores = (count: number) =>
  `Object.defineProperty(navigator, "hardwareConcurrency", { value: ${count} });`;

/** The logits that a trained file computes for the images of the site. */
async function logitsOf(file: Uint8Array): Promise<Float32Array> {
  const { images: { file: images } } = await readManifest();
  const model = await loadModel(file, { backend: "cpu" });
  const pixels = await Deno.readFile(join(await smallSite(), images));
  const { logits } = await runLogits(model, pixels);
  await model.close();
  return logits;
}

async function download({ page }: Pick<OpenPage, "page">): Promise<Uint8Array> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.locator("weft-learn .download").click(),
  ]);
  return await Deno.readFile(await file.path());
}

webTest("with one thread the page trains LeNet into the same file as Deno", async (open) => {
  const opened = await open();
  const { page, complaints } = opened;
  const file = await trainInPage(opened, 4, 1);
  const responses = await trainInDeno(4);
  const done = responses.find((message) => message.kind === "done");
  assert.ok(done);
  assert.deepEqual(file, done.model);

  const model = await loadModel(file, { backend: "cpu" });
  assert.equal(model.labels[0], "T-shirt/top");
  const last = responses.findLast((message) => message.kind === "epoch")!;
  assert.equal(model.metadata.held_out_accuracy, String(last.accuracy));
  await model.close();

  assert.match(await page.locator("weft-learn .status").innerText(), /^Trained at .* are right\.$/);
  assert.equal(await page.locator("weft-learn .charts svg").count(), 2);
  assert.equal(
    await page.locator("weft-learn .held-out li.is-right, weft-learn .held-out li.is-wrong")
      .count(),
    20,
  );
  assert.deepEqual(complaints, []);
});

webTest(
  "an isolated page trains on two threads, to nearly the same numbers",
  async (open) => {
    const opened = await open({ before: cores(2) });
    const { page, complaints } = opened;
    const threads = page.locator("#learn-threads");
    await page.locator("#learn").scrollIntoViewIfNeeded();
    await threads.waitFor();
    assert.equal(await threads.inputValue(), "2");
    const [two, one] = await Promise.all(
      [await trainInPage(opened, 2, 2), await trainInPage(opened, 2, 1)].map(logitsOf),
    );
    const largest = Math.max(...one!.map(Math.abs));
    // Sums in another order: rounding that six steps of training let grow.
    two!.forEach((logit, i) => assert.ok(Math.abs(logit - one![i]!) < 1e-4 * largest, `${i}`));
    assert.deepEqual(complaints, []);
  },
);

webTest("a page that is not isolated offers one thread, and says why", async (open) => {
  const { page } = await open({ isolated: false, before: cores(2) });
  await page.locator("#learn").scrollIntoViewIfNeeded();
  await page.locator("#learn-threads").waitFor();
  assert.deepEqual(await page.locator("#learn-threads option").allTextContents(), [
    "1, same file everywhere",
  ]);
  assert.match(await page.locator("weft-learn .threads-note").innerText(), /server does not send/);
});

webTest(
  "Stop ends the training, and the model of that moment can be downloaded",
  async (open) => {
    const opened = await open();
    const { page } = opened;
    await page.locator("#learn").scrollIntoViewIfNeeded();
    await page.locator("#learn-epochs").fill("20");
    await page.locator("weft-learn .start").click();
    await page.locator("weft-learn .charts svg").first().waitFor();
    await page.locator("weft-learn .stop").click();
    await page.locator("weft-learn .trained-model").waitFor();
    assert.match(await page.locator("weft-learn .status").innerText(), /^Stopped at /);
    const model = await loadModel(await download(opened), { backend: "cpu" });
    assert.equal(model.metadata.held_out_accuracy, undefined);
    await model.close();
  },
);

webTest("LeNet is trained on WebGPU, and its file runs on another backend", async (open) => {
  const opened = await open({ webgpu: true });
  const { page, requested } = opened;
  await page.locator("#learn").scrollIntoViewIfNeeded();
  await page.locator("#learn-backend").selectOption("webgpu");
  await page.locator("#learn-epochs").fill("3");
  await page.locator("weft-learn .start").click();
  // A software adapter compiles shaders for seconds, and is as slow as a phone.
  await page.locator("weft-learn .trained-model").waitFor({ timeout: 120_000 });
  const paths = await page.locator("weft-learn .loss path[stroke]").evaluateAll((paths) =>
    paths.map((path) => path.getAttribute("d")!)
  );
  assert.ok(paths.length > 0 && paths.every((path) => path.length > 10), `${paths}`);
  assert.match(await page.locator("weft-learn .status").innerText(), /^Trained at /);
  assert.ok(
    requested.some((path) => path.includes("asyncify")),
    "the WebGPU build was not used",
  );

  const model = await loadModel(await download(opened), { backend: "cpu" });
  const site = await smallSite();
  const { images: { file, labels, count } } = JSON.parse(
    await Deno.readTextFile(`${site}/data/manifest.json`),
  );
  const heldOut = Math.floor(count / 5), first = count - heldOut;
  const images = (await Deno.readFile(`${site}/${file}`)).subarray(IMAGE_PIXELS * first);
  const truth = (await Deno.readFile(`${site}/${labels}`)).subarray(first);
  const { logits } = await runLogits(model, images);
  await model.close();
  const right = truth.filter((label, i) => argmax(logits, 10 * i, 10) === label).length;
  // It trains on 240 images in three steps. Backends round differently, so the class of an image or
  // two may differ from WebAssembly.
  const onWasm = (await trainInDeno(3)).findLast((message) => message.kind === "epoch")!.accuracy;
  assert.ok(onWasm > 0.2, `${onWasm}: expected more than twice the chance level`);
  assert.ok(Math.abs(right / heldOut - onWasm) <= 2 / heldOut, `${right} of ${heldOut}, ${onWasm}`);
  const shown = Number.parseFloat(await page.locator("weft-learn .score").innerText()) / 100;
  // The class of one image may differ where a logit differs in its last digit.
  assert.ok(Math.abs(shown - right / heldOut) <= 1.5 / heldOut, `${shown}, ${right} of ${heldOut}`);
});
