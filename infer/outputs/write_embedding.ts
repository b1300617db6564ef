import { join } from "node:path";
import { writeFileAtomic } from "../../cli/file.ts";
import type { CommandContext } from "../../cli/run_command.ts";
import { type Prediction, predictionsCsv } from "./format_predictions.ts";
import { encodeNpy } from "./npy.ts";

/**
 * Writes the result of `--task embed`: predictions.csv and embedding.npy.
 *
 * @param embedding [predictions.length, width].
 * @param classes The name of each class.
 * @throws {WeftError} `file` when one cannot be written.
 */
export async function writeEmbedding(
  folder: string,
  embedding: Float32Array,
  predictions: readonly Prediction[],
  classes: readonly string[],
  { stderr }: CommandContext,
): Promise<void> {
  const { length } = predictions;
  const files: [name: string, contents: Uint8Array | string][] = [
    ["predictions.csv", predictionsCsv(predictions, classes)],
    ["embedding.npy", encodeNpy([length, embedding.length / length], embedding)],
  ];
  for (const [name, contents] of files) {
    await writeFileAtomic(join(folder, name), contents);
    stderr.write(`Wrote ${join(folder, name)}\n`);
  }
}
