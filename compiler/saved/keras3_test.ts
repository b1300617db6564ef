import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { exportOnnx } from "../mod.ts";
import { assertClose, type Numbers, runModel } from "../testing/agrees_with_tfjs.ts";
import { loadSavedModel } from "./load.ts";

/** A file of testdata/keras3, as its make.py writes it. */
interface Fixture {
  readonly model: tf.io.ModelJSON;
  /** Base64. */
  readonly weights: string;
  readonly inputs: readonly { shape: number[]; data: number[] }[];
  readonly outputs: readonly { shape: number[]; data: number[] }[];
}

const folder = new URL("testdata/keras3/", import.meta.url);

async function readFixture(name: string): Promise<Fixture> {
  return JSON.parse(await Deno.readTextFile(new URL(name, folder)));
}

function filesOf({ model, weights }: Fixture) {
  const json = new TextEncoder().encode(JSON.stringify(model));
  const bytes = Uint8Array.from(atob(weights), (letter) => letter.charCodeAt(0));
  return {
    path: "model.json",
    read: (name?: string) => Promise.resolve(name === undefined ? json : bytes),
  };
}

Deno.test("tf.loadLayersModel reads a model of Keras 3 from an address", async () => {
  const folder = await Deno.makeTempDir({ prefix: "100% keras " });
  try {
    const files = filesOf(await readFixture("pictures_h5.json"));
    await Deno.writeFile(`${folder}/model.json`, await files.read());
    await Deno.writeFile(`${folder}/group1-shard1of1.bin`, await files.read("weights"));
    const model = await tf.loadLayersModel(`file://${folder}/model.json`);
    assert.ok(model.layers.some(({ name }) => name.startsWith("batch_normalization")));
    model.dispose();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** The sums of a few dozen products in another order. */
const TOLERANCE = 1e-5;

for (const { name } of [...Deno.readDirSync(folder)].toSorted((a, b) => a.name < b.name ? -1 : 1)) {
  if (!name.endsWith(".json")) continue;
  Deno.test(`the model of Keras 3 in ${name} gives Keras's numbers in tfjs and in its file`, async () => {
    const fixture = await readFixture(name);
    const model = await loadSavedModel(filesOf(fixture)) as tf.LayersModel;
    const types = model.inputs.map(({ dtype }) => dtype as "float32" | "int32");
    const tensors = fixture.inputs.map(({ shape, data }, i) => tf.tensor(data, shape, types[i]));
    const own = [model.predict(tensors.length === 1 ? tensors[0]! : tensors)].flat();
    const expected = fixture.outputs.map(({ shape, data }): Numbers => ({
      ...{ shape, dtype: "float32", data: Float32Array.from(data) },
    }));
    for (const { data } of expected) assert.ok(new Set(data).size > 1, "an output shows nothing");
    own.forEach((tensor, i) =>
      assertClose(
        { y: { shape: tensor.shape, dtype: "float32", data: tensor.dataSync() } as Numbers },
        { y: expected[i]! },
        TOLERANCE,
        `output ${i} in tfjs: `,
      )
    );
    const names = expected.map((_, i) => `output ${i}`);
    const feeds = fixture.inputs.map(({ shape, data }, i) => [
      model.inputNames[i]!,
      {
        ...{ shape, dtype: types[i]! },
        data: types[i] === "int32" ? Int32Array.from(data) : Float32Array.from(data),
      },
    ]);
    assertClose(
      await runModel(exportOnnx(model, { outputs: names }), Object.fromEntries(feeds)),
      Object.fromEntries(expected.map((each, i) => [names[i]!, each])),
      TOLERANCE,
    );
    model.dispose();
  });
}
