import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { exportOnnx, type ExportOptions, loadSavedModel } from "../../compiler/mod.ts";
import { type OpenPage, webTest } from "./open_page.ts";
import {
  modelFiles,
  type SavedFiles,
  savedFreeModel,
  savedGraphModel,
  savedLayersModel,
  savedSlowModel,
} from "./saved_models.ts";

/** Opens the page at the panel. */
async function openPanel(open: () => Promise<OpenPage>): Promise<OpenPage> {
  const opened = await open();
  await opened.page.locator("#convert").scrollIntoViewIfNeeded();
  await opened.page.locator("weft-convert .choose-files").waitFor();
  return opened;
}

/** Chooses files with the button of the panel. */
async function choose(page: Page, files: Iterable<[string, Uint8Array]>): Promise<void> {
  await page.locator("weft-convert input.files").setInputFiles(
    [...files].map(([name, bytes]) => ({ name, mimeType: "", buffer: Buffer.from(bytes) })),
  );
}

/** Drops a folder with files on the panel. */
async function dropFolder(page: Page, files: SavedFiles): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, bytes] of files) await Deno.writeFile(join(folder, name), bytes);
    const { x, y } = (await page.locator("weft-convert .drop-zone").boundingBox())!;
    const cdp = await page.context().newCDPSession(page);
    const data = { items: [], files: [folder], dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver", "drop"] as const) {
      await cdp.send("Input.dispatchDragEvent", { type, x: x + 9, y: y + 9, data });
      if (type === "dragOver") await page.locator("weft-convert.is-target").waitFor();
    }
    await page.locator("weft-convert form").waitFor();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Presses Convert and downloads the file. */
async function convert(page: Page): Promise<{ name: string; bytes: Uint8Array }> {
  await page.locator("weft-convert .convert").click();
  await page.locator("weft-convert .card").waitFor();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.locator("weft-convert .download").click(),
  ]);
  return { name: file.suggestedFilename(), bytes: await Deno.readFile(await file.path()) };
}

/** Exports the same files in Deno. */
async function exportInDeno(files: SavedFiles, options?: ExportOptions): Promise<Uint8Array> {
  return exportOnnx(await loadSavedModel(modelFiles(files)), options);
}

const cardText = (page: Page) => page.locator("weft-convert .card").innerText();

webTest("a layers model in a dropped folder becomes the same file as in Deno", async (open) => {
  const { page, complaints, foreign, requested } = await openPanel(open);
  const files = await savedLayersModel();
  const before = requested.length;
  await dropFolder(page, files);
  const form = page.locator("weft-convert form");
  assert.match(await form.innerText(), /model\.json is a layers model/);
  assert.match(await form.innerText(), /tokens int32\[batch, 4\]/);
  const { name, bytes } = await convert(page);
  assert.equal(name, "model.onnx");
  assert.deepEqual(bytes, await exportInDeno(files));
  const text = await cardText(page);
  assert.match(text, /logits float32\[batch, 4\]/);
  assert.match(
    text,
    /at most \d\.\d × 10⁻[⁷⁸] standard deviations of an output, on 3 random rows; 1\.0 × 10⁻⁴ is allowed/,
  );
  assert.match(text, /WebGPU runs\s+(every node|all but)/);
  assert.match(text, /Conv\s+1/);
  assert.ok(requested.slice(before).some((path) => path.includes("convert_worker")));
  assert.deepEqual(complaints, []);
  assert.deepEqual(foreign, []);
});

webTest("a graph model becomes the same file as in Deno, with a fixed batch too", async (open) => {
  const { page, complaints } = await openPanel(open);
  const files = savedGraphModel();
  await choose(page, files);
  assert.match(
    await page.locator("weft-convert form").innerText(),
    /is a graph model\s+8 parameters, written by TensorFlow\.js Converter v4\.22\.0/,
  );
  assert.deepEqual((await convert(page)).bytes, await exportInDeno(files));
  await page.getByLabel("Batch size").fill("2");
  await page.locator("weft-convert .convert").click();
  await page.locator("weft-convert .card").getByText("x float32[2, 4]").waitFor();
  assert.match(await cardText(page), /on 2 random rows/);
  assert.deepEqual((await convert(page)).bytes, await exportInDeno(files, { batchSize: 2 }));
  assert.deepEqual(complaints, []);
});

webTest(
  "lengths that a model leaves free are fields, and so is the end of the model",
  async (open) => {
    const { page, complaints } = await openPanel(open);
    const free = await savedFreeModel();
    await choose(page, free);
    await page.getByText("The model leaves lengths free: choose them").waitFor();
    await page.locator("weft-convert .convert").click();
    assert.equal(await page.locator("weft-convert input:invalid").count(), 2);
    await page.getByLabel("image, axis 1").fill("9");
    await page.getByLabel("image, axis 2").fill("7");
    const shapes = { image: [null, 9, 7, 3] };
    assert.deepEqual((await convert(page)).bytes, await exportInDeno(free, { shapes }));
    await page.getByLabel("Layers to end at").fill("features");
    await page.locator("weft-convert .convert").click();
    await page.locator("weft-convert .card").getByText("features float32[batch, 7, 5, 4]")
      .waitFor();

    const graph = savedGraphModel();
    await choose(page, graph);
    await page.getByLabel("Outputs or nodes").fill("product");
    const outputs = ["product"];
    assert.deepEqual((await convert(page)).bytes, await exportInDeno(graph, { outputs }));
    assert.deepEqual(complaints, []);
  },
);

webTest("a missing file is named until it arrives, and tfjs is loaded only then", async (open) => {
  const { page, requested, complaints } = await openPanel(open);
  const [json, first, second] = [...await savedLayersModel()];
  const list = page.locator("weft-convert .file-list");
  const says = (text: string) => list.getByText(text, { exact: true }).waitFor();
  await choose(page, [second!]);
  await says("Add the model.json: it names the other files.");
  await choose(page, [json!]);
  await says("Add group1-shard1of2.bin: model.json names it.");
  assert.match(await list.innerText(), /^group1-shard1of2\.bin\s+missing/);
  assert.deepEqual(requested.filter((path) => /\/converter-/.test(path)), []);
  await choose(page, [first!]);
  await page.locator("weft-convert .convert").waitFor();
  assert.match(await list.innerText(), /All 3 files, \d\.\d\d kB\./);
  assert.equal(requested.filter((path) => /\/converter-/.test(path)).length, 1);
  assert.deepEqual(complaints, []);
});

webTest("a damaged file is explained, and the file that replaces it is taken", async (open) => {
  const { page } = await openPanel(open);
  const files = await savedLayersModel();
  const [json, first, second] = [...files];
  const problem = page.locator("weft-convert .problem");
  await choose(page, [json!, first!, [second![0], second![1].slice(0, 40)]]);
  assert.match(
    await problem.innerText(),
    /^Cannot load model\.json: its weights need \d+ bytes and .* hold \d+\.\s+One of them is cut off/,
  );
  await choose(page, [second!]);
  assert.deepEqual((await convert(page)).bytes, await exportInDeno(files));
  assert.equal(await problem.count(), 0);
  await choose(page, [["model.json", new TextEncoder().encode("{")]]);
  assert.match(await problem.innerText(), /^Cannot load model\.json: it is not JSON/);
  assert.equal(await page.locator("weft-convert .card, weft-convert form").count(), 0);
});

webTest("the sample is converted with keys alone, and each step is announced", async (open) => {
  const { page, complaints } = await openPanel(open);
  const announced = (text: RegExp) =>
    page.locator("weft-convert [role=status]").getByText(text).waitFor({ state: "attached" });
  await page.locator("weft-convert .sample").focus();
  await page.keyboard.press("Enter");
  await announced(/^model\.json is a layers model\. It can be converted\.$/);
  await page.keyboard.press("Tab"); // to the size of the batch
  await page.keyboard.press("Enter");
  await announced(/^model\.onnx is ready to be downloaded\.$/);
  const focused = await page.evaluate(() => document.activeElement!.textContent);
  assert.equal(focused, "Download model.onnx");
  assert.deepEqual(complaints, []);
});

webTest("the comparison can be skipped, and a conversion cancelled", async (open) => {
  const { page, complaints } = await openPanel(open);
  const files = await savedSlowModel();
  const [json, first, second] = [...files];
  await choose(page, files);
  await page.locator("weft-convert .convert").click();
  await page.getByRole("button", { name: "Skip the comparison" }).click();
  assert.match(await cardText(page), /Difference from TensorFlow\.js\s+not compared/);
  // The files that follow belong to another model.
  await choose(page, [second!]);
  await page.locator("weft-convert .file-list").getByText("Add the model.json").waitFor();
  await choose(page, [json!, first!]);
  await page.locator("weft-convert .convert").click();
  await page.getByRole("button", { name: "Skip the comparison" }).waitFor();
  await choose(page, savedGraphModel());
  await page.locator("weft-convert form").getByText("is a graph model").waitFor();
  assert.ok(await page.locator("weft-convert .work").isHidden());
  // In one task: the sample may be loaded before a second click.
  await page.evaluate(() => {
    for (const name of ["sample", "cancel"]) {
      document.querySelector<HTMLElement>(`weft-convert .${name}`)!.click();
    }
  });
  await page.getByRole("heading", { name: "What it takes" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement!.textContent), "Choose files");
  assert.deepEqual(complaints, []);
});
