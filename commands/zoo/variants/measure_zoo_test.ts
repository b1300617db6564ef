import assert from "node:assert/strict";
import { join } from "node:path";
import { record } from "../../../cli/testing/recorded.ts";
import { loadDataset } from "../../../data/load.ts";
import { readZoo } from "../../../infer/zoo.ts";
import { measureZoo } from "./measure_zoo.ts";

Deno.test("measureZoo() measures the models that are named, and writes their cards", async () => {
  const zoo = await Deno.makeTempDir();
  const { models } = await readZoo();
  const { variants: _, ...lenet } = models.lenet!;
  const { variants: __, ...vae } = models.vae!;
  await Deno.writeTextFile(join(zoo, "zoo.json"), JSON.stringify({ models: { lenet, vae } }));
  await Deno.mkdir(join(zoo, "lenet"));
  await Deno.copyFile("models/zoo/lenet/model.onnx", join(zoo, "lenet", "model.onnx"));
  await Deno.writeTextFile(join(zoo, "lenet", "README.md"), "# LeNet\n");
  const dataset = await loadDataset({ data: "synthetic", syntheticSizes: { train: 90, test: 9 } });
  const stderr = record();
  const measured = await measureZoo(zoo, ["lenet"], dataset, { stderr });
  assert.match(stderr.text, /^lenet, int8-static: [\d.]+ validation, [\d.]+ test$/m);
  assert.match(stderr.text, /^lenet: the page takes (int8|float32)$/m);
  assert.equal(measured.models.vae!.variants, undefined);
  assert.equal(measured.models.lenet!.variants!.testImages, 9);
  assert.match(await Deno.readTextFile(join(zoo, "lenet", "README.md")), /^## Variants$/m);
  await Deno.remove(zoo, { recursive: true });
});
