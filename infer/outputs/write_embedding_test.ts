import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder } from "../../cli/testing/folder.ts";
import { record } from "../../cli/testing/recorded.ts";
import { encodeNpy } from "./npy.ts";
import { writeEmbedding } from "./write_embedding.ts";

Deno.test("writeEmbedding() writes a row for each image, and names both files", () =>
  inFolder(async (folder) => {
    const embedding = Float32Array.of(1, 2, 3, 4, 5, 6);
    const predictions = ["a.png", "b.png"].map((image) => ({
      ...{ image, label: "Bag", index: 0, probability: 1, probabilities: Float32Array.of(1) },
    }));
    const stderr = record(), { signal } = new AbortController();
    const context = { stdout: record(), stderr, signal };
    await writeEmbedding(folder, embedding, predictions, ["Bag"], context);
    assert.equal(
      stderr.text,
      `Wrote ${join(folder, "predictions.csv")} and ${join(folder, "embedding.npy")}, ` +
        "and both in outputs.zip\n",
    );
    assert.deepEqual(
      new Uint8Array(await Deno.readFile(join(folder, "embedding.npy"))),
      new Uint8Array(encodeNpy([2, 3], embedding)),
    );
  }));
