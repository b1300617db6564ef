import assert from "node:assert/strict";
import { join } from "node:path";
import { encode } from "fast-png";
import type { InputTensor } from "../../../runtime/variants/inputs.ts";
import { pictureBatches } from "./picture_batches.ts";

const input = (lengths: number[], dtype: InputTensor["dtype"] = "float32"): InputTensor => ({
  name: "image",
  shape: lengths,
  dtype,
  data: new Float32Array(lengths.reduce((product, length) => product * length, 1)),
});

async function withPictures(levels: number[], test: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(folder, "more"));
    await Deno.writeTextFile(join(folder, "list.txt"), "no picture");
    for (const [i, level] of levels.entries()) {
      const data = new Uint8Array(4 * 4).fill(level);
      const picture = encode({ width: 4, height: 4, channels: 1, data });
      await Deno.writeFile(join(folder, i % 2 === 0 ? "more" : ".", `${i}.png`), picture);
    }
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("pictures of a folder and the folders in it become batches of the model's input", () =>
  withPictures([0, 255, 51], async (folder) => {
    const batches = await pictureBatches(folder, [input([3, 2, 2, 3])], [0, 1]);
    assert.deepEqual(batches.map(([{ shape } = input([])]) => shape), [
      ...[[1, 2, 2, 3], [1, 2, 2, 3], [1, 2, 2, 3]],
    ]);
    const levels = batches.map(([each]) => each!.data[0]!).sort();
    levels.forEach((level, i) => assert.ok(Math.abs(level - [0, 0.2, 1][i]!) < 1e-6));
    const [pair, ...rest] = await pictureBatches(folder, [input([2, 3, 2, 2])], [-1, 1], 2);
    assert.deepEqual(pair![0]!.shape, [2, 3, 2, 2]);
    assert.equal(rest.length, 0, "the third picture does not fill a batch");
  }));

Deno.test("pictures are refused where the model takes something else, or there are none", () =>
  withPictures([], async (folder) => {
    const refuses = (template: InputTensor[], message: RegExp) =>
      assert.rejects(pictureBatches(folder, template, [0, 1]), message);
    await refuses(
      [input([3, 2, 2, 3])],
      /it has 0 pictures, and 1 or more are needed/,
    );
    await refuses([input([3, 7])], /the inputs are image float32\[3,7\], and one float32 input/);
    await refuses([input([3, 2, 2, 3], "int32")], /image int32/);
    await refuses([input([3, 2, 2, 3]), input([1])], /image float32\[3,2,2,3\], image/);
    await assert.rejects(
      pictureBatches(join(folder, "nowhere"), [input([3, 2, 2, 3])], [0, 1]),
      /Cannot read .*nowhere: no such file or folder/,
    );
  }));
