/** Tests of the committed zoo: the scores on its cards, on real data and in every host. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readPageFile } from "../commands/web/page_files.ts";
import { loadDataset } from "../data/load.ts";
import { evaluate } from "../infer/evaluate.ts";
import { evaluateVae, squaredErrors } from "../infer/vae/evaluate_vae.ts";
import { loadModel } from "../infer/load_model.ts";
import { loadVae } from "../infer/vae/load_vae.ts";
import { runLogits } from "../infer/run_logits.ts";
import { reconstruct } from "../infer/vae/vae.ts";
import { readZoo } from "../infer/zoo.ts";
import { BROWSERS, openPage } from "../runtime/hosts/browsers.ts";
import { bundleForBrowsers, bundleForNode } from "../runtime/hosts/bundle.ts";
import { runInNode } from "../runtime/hosts/node.ts";
import { needs } from "./needs.ts";
import { runZoo, type ZooOutputs } from "./zoo_entry.ts";
import { ROOT } from "../root.ts";

/** Loads the real test images. */
async function realTestImages() {
  const data = Deno.env.get("FASHION_MNIST_DIR")!;
  return (await loadDataset({ data, splits: ["test"] })).test;
}

const onRealImages = needs("real images");

const cardOf = (name: string) => Deno.readTextFile(join(ROOT, "models/zoo", name, "README.md"));

Deno.test("the zoo's classifiers reach the accuracy on their cards", onRealImages, async () => {
  const test = await realTestImages();
  const { models } = await readZoo();
  for (const name of ["lenet", "lenet-modified"]) {
    const model = await loadModel(`zoo:${name}`);
    const { logits } = await runLogits(model, test.images);
    await model.close();
    const { accuracy, loss } = evaluate(logits, test.labels, model.labels);
    const expected = models[name]!.test;
    // Processors round differently, and one or two images are near to a decision boundary.
    assert.ok(Math.abs(accuracy - expected.accuracy!) < 2.5e-4, `${name}: ${accuracy}`);
    assert.ok(Math.abs(loss - expected.loss!) < 1e-5, `${name}: ${loss}`);
    assert.ok((await cardOf(name)).includes(`**${(100 * expected.accuracy!).toFixed(2)} %**`));
    assert.equal(Number(model.metadata.test_accuracy), expected.accuracy);
  }
});

Deno.test(
  "the page's variants reach the manifest's accuracy, near float32's",
  onRealImages,
  async () => {
    const test = await realTestImages();
    const { models } = await readZoo();
    for (const name of ["lenet", "lenet-modified"]) {
      const { page, measured } = models[name]!.variants!;
      const model = await loadModel(await readPageFile(`zoo:${name}`, "model.onnx", models[name]!));
      const { logits } = await runLogits(model, test.images);
      await model.close();
      const { accuracy } = evaluate(logits, test.labels, model.labels);
      // As above; and a tenth of a point is what the page may lose.
      assert.ok(Math.abs(accuracy - measured[page]!.test) < 2.5e-4, `${name}: ${accuracy}`);
      assert.ok(Math.abs(accuracy - measured.float32!.test) < 1e-3, `${name}: ${accuracy}`);
    }
  },
);

Deno.test("the zoo's VAE reaches the scores on its card", onRealImages, async () => {
  const test = await realTestImages();
  const expected = (await readZoo()).models.vae!.test;
  const model = await loadVae("zoo:vae");
  const { elbo, kl } = await evaluateVae(model, test.images);
  const errors = squaredErrors(test.images, await reconstruct(model, test.images));
  await model.close();
  const mse = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  // Relative rounding of float32, summed over 784 pixels; the noise is the same everywhere.
  assert.ok(Math.abs(elbo - expected.elbo!) < 1e-2, `ELBO ${elbo}`);
  assert.ok(Math.abs(kl - expected.kl!) < 1e-3, `divergence ${kl}`);
  assert.ok(Math.abs(mse - expected.mse!) < 1e-6, `squared error ${mse}`);
  assert.ok((await cardOf("vae")).includes(`**${expected.elbo!.toFixed(2)} nats**`));
});

Deno.test("the zoo has at most 8 MB and no path of the machine that made it", async () => {
  const { models } = await readZoo();
  let bytes = 0;
  for (const [name, { files }] of Object.entries(models)) {
    for (const file of Object.keys(files)) {
      bytes += (await Deno.stat(join(ROOT, "models/zoo", name, file))).size;
    }
    assert.doesNotMatch(await cardOf(name), /runs\/|config\.json|synthetic/);
  }
  assert.ok(bytes <= 8_000_000, `${bytes} bytes`);
  assert.doesNotMatch(await Deno.readTextFile(join(ROOT, "models/zoo/zoo.json")), /"source"/);
});

Deno.test("loadModel() and loadVae() load models of the zoo in every host", async (t) => {
  const expected = await runZoo();
  const folder = await Deno.makeTempDir();
  const agree = (found: ZooOutputs) => {
    for (const [name, logits] of Object.entries(expected.logits)) {
      const scale = Math.max(1, ...logits.map(Math.abs));
      // Between kernels of ONNX Runtime: 1e-5 of the largest logit, as for every runtime.
      logits.forEach((logit, i) =>
        assert.ok(Math.abs(logit - found.logits[name]![i]!) < 1e-5 * scale, `${name} ${i}`)
      );
    }
    assert.ok(Math.abs(found.brightness - expected.brightness) < 1e-3);
  };

  const inNode = async () => {
    const file = await bundleForNode("tests/zoo_entry.ts", folder);
    const script = "import(process.argv[1]).then(async ({ runZoo }) => " +
      "console.log(JSON.stringify(await runZoo())))";
    agree(await runInNode(script, pathToFileURL(file).href) as ZooOutputs);
  };

  const inPage = async () => {
    const bundle = await bundleForBrowsers("tests/zoo_entry.ts", folder);
    const files: Record<string, string | Uint8Array<ArrayBuffer>> = {
      "zoo.js": await Deno.readTextFile(bundle),
      "zoo/zoo.json": await Deno.readTextFile(join(ROOT, "models/zoo/zoo.json")),
    };
    for (const [name, model] of Object.entries((await readZoo()).models)) {
      for (const file of Object.keys(model.files)) {
        files[`zoo/${name}/${file}`] = await Deno.readFile(join(ROOT, "models/zoo", name, file));
      }
    }
    assert.ok(files["zoo.js"]!.length < 1_500_000, "the bundle contains no model");
    const ort = join(ROOT, "node_modules", "onnxruntime-web", "dist");
    for (const name of ["ort-wasm-simd-threaded.wasm", "ort-wasm-simd-threaded.mjs"]) {
      files[name] = await Deno.readFile(join(ort, name));
    }
    const script = 'import { runZoo } from "./zoo.js"; report(await runZoo());';
    agree(await openPage(BROWSERS.Chromium!, { script, files }, 120) as ZooOutputs);
  };

  await t.step({ name: "Node", ...needs("Node"), fn: inNode });
  await t.step({
    name: "Chromium, fetched from beside the page",
    ...needs("Chromium"),
    fn: inPage,
  });
  await Deno.remove(folder, { recursive: true });
});
