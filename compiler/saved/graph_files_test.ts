import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { join } from "node:path";
import { exportOnnx } from "../export.ts";
import { runModel } from "../testing/agrees_with_tfjs.ts";
import { graphArtifacts, op, placeholder } from "../testing/graph_def.ts";
import { loadSavedModel } from "./load.ts";
import { registerModelFiles } from "./router.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

/** A router as tfjs's native binding has one, which works while it is active. */
class OtherRouter {
  active = false;
  readonly handler: tf.io.IOHandler = { load: () => Promise.reject(new Error("not read")) };

  constructor() {
    tf.io.registerLoadRouter(() => this.active ? this.handler : null as unknown as tf.io.IOHandler);
  }
}

const early = new OtherRouter();
registerModelFiles();
const late = new OtherRouter();

/** Weights as a converter quantises them: the stored numbers, and those that they stand for. */
interface Stored {
  readonly bytes: Uint8Array;
  readonly quantization?: NonNullable<tf.io.WeightsManifestEntry["quantization"]>;
  readonly numbers: readonly number[];
}

const bytesOf = ({ buffer }: { buffer: ArrayBufferLike }) => new Uint8Array(buffer);

function affine(dtype: "uint8" | "uint16", stored: Uint8Array | Uint16Array): Stored {
  const [min, scale] = [-1.5, 0.0125];
  return {
    bytes: bytesOf(stored),
    quantization: { dtype, min, scale },
    numbers: Array.from(stored, (number) => number * scale + min),
  };
}

/** Weights of shape [2, 3] by the way in which they are stored. */
const storage: Readonly<Record<string, Stored>> = {
  float32: { bytes: bytesOf(Float32Array.of(1, 2, 3, 4, 5, 6)), numbers: [1, 2, 3, 4, 5, 6] },
  uint8: affine("uint8", Uint8Array.of(0, 255, 17, 130, 99, 201)),
  uint16: affine("uint16", Uint16Array.of(0, 65535, 1700, 130, 9, 20001)),
  float16: {
    // 1, -2, 0.5, 65504, 2^-24 and 0 in IEEE 754 binary16.
    bytes: bytesOf(Uint16Array.of(0x3c00, 0xc000, 0x3800, 0x7bff, 0x0001, 0)),
    quantization: { dtype: "float16" },
    numbers: [1, -2, 0.5, 65504, 2 ** -24, 0],
  },
};

/** Writes the model y = x · w into a folder, its weights in `shards` files of about equal size. */
async function write(folder: string, stored: Stored, shards: number): Promise<string> {
  const { modelTopology } = await graphArtifacts([
    placeholder("x", [-1, 2]),
    { name: "w", value: tf.zeros([2, 3]) },
    op("y", "MatMul", ["x", "w"]),
  ]);
  const { bytes, quantization } = stored;
  const size = Math.ceil(bytes.length / shards);
  const paths = Array.from({ length: shards }, (_, i) => `group1-shard${i + 1}of${shards}.bin`);
  for (const [i, path] of paths.entries()) {
    await Deno.writeFile(join(folder, path), bytes.slice(i * size, (i + 1) * size));
  }
  const weights = [{
    name: "w",
    shape: [2, 3],
    dtype: "float32",
    ...(quantization && { quantization }),
  }];
  const json = { modelTopology, weightsManifest: [{ paths, weights }] };
  const path = join(folder, "model.json");
  await Deno.writeTextFile(path, JSON.stringify(json));
  return path;
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const [dtype, stored] of Object.entries(storage)) {
  for (const shards of [1, 3, 5]) {
    Deno.test(`a graph model with ${dtype} weights in ${shards} files is exported`, () =>
      inFolder(async (folder) => {
        const model = await loadSavedModel(await write(folder, stored, shards));
        const x = { shape: [2, 2], dtype: "float32", data: Float32Array.of(1, 0, 0, 1) } as const;
        const { y } = await runModel(exportOnnx(model), { x });
        // The inputs are unit vectors, so that the products are the weights themselves.
        assert.deepEqual([...y!.data], [...Float32Array.from(stored.numbers)]);
        model.dispose();
      }));
  }
}

Deno.test("loadGraphModel() of tfjs reads file:// addresses", () =>
  inFolder(async (folder) => {
    const path = await write(folder, storage.float32!, 2);
    const model = await tf.loadGraphModel(`file://${path}`);
    assert.deepEqual((model.predict(tf.ones([1, 2])) as tf.Tensor).arraySync(), [[5, 7, 9]]);
    model.dispose();
  }));

Deno.test("another router for file:// takes the address, whichever is registered first", () => {
  for (const router of [early, late]) {
    router.active = true;
    assert.deepEqual(tf.io.getLoadHandlers("file://model.json"), [router.handler]);
    router.active = false;
  }
  registerModelFiles();
  assert.equal(tf.io.getLoadHandlers("file://model.json").length, 1);
});

Deno.test("saving to file:// is left to others", () => {
  assert.deepEqual(tf.io.getSaveHandlers("file://model"), []);
});
