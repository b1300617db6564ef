import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { makeFolder } from "../../cli/file.ts";
import { findModels } from "./find_models.ts";

const weights = [{ name: "kernel", shape: [1], dtype: "float32" }];
const graph = {
  format: "graph-model",
  convertedBy: "TensorFlow.js Converter v2.8.0",
  modelTopology: { node: [] },
  weightsManifest: [{ paths: ["w.bin"], weights }],
};

/** Writes files of a package into a temporary folder and finds its models. */
async function find(files: Readonly<Record<string, unknown>>, seen = new Set<string>()) {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, "package", name);
      await makeFolder(dirname(path));
      const bytes = content instanceof Uint8Array
        ? content
        : new TextEncoder().encode(JSON.stringify(content));
      await Deno.writeFile(path, bytes);
    }
    return await findModels(folder, "toy", seen);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a model is found by its content at any depth, with its kind and its generator", async () => {
  const { models } = await find({ "a/b/net.json": graph, "a/b/w.bin": Uint8Array.of(1, 2, 3, 4) });
  const [{ name, kind, generator }] = models as [typeof models[0]];
  assert.deepEqual({ name, kind, generator }, {
    name: "toy/a/b/net.json",
    kind: "graph",
    generator: "converter 2.8.0",
  });
});

Deno.test("a graph without a format is a graph, and a layers model has the version of Keras", async () => {
  const { format: _, convertedBy: __, ...old } = graph;
  const layers = { ...old, modelTopology: { keras_version: "2.4.0" } };
  const { models } = await find({ "a.json": old, "b.json": layers, "w.bin": new Uint8Array(4) });
  assert.deepEqual(models.map(({ kind, generator }) => [kind, generator]), [
    ["graph", ""],
    ["layers", "Keras 2.4.0"],
  ]);
});

Deno.test("the same model in two places counts once; other weights make another model", async () => {
  const files = { "net.json": graph, "w.bin": new Uint8Array(4) };
  const seen = new Set<string>();
  assert.equal(
    (await find({ ...files, "copy/net.json": graph, "copy/w.bin": files["w.bin"] }, seen))
      .models.length,
    1,
  );
  assert.equal((await find(files, seen)).models.length, 0);
  assert.equal(
    (await find({ ...files, "w.bin": Uint8Array.of(9, 9, 9, 9) }, seen)).models.length,
    1,
  );
});

Deno.test("weights without a topology are no model, and a model without its shards is incomplete", async () => {
  const { models, weightsOnly, incomplete } = await find({
    "manifest.json": graph.weightsManifest,
    "net.json": graph,
    "package.json": { name: "toy" },
  });
  assert.deepEqual(models, []);
  assert.deepEqual(weightsOnly, ["toy/manifest.json"]);
  assert.deepEqual(incomplete, ["toy/net.json"]);
});
