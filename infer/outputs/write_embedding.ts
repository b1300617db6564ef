import { join } from "node:path";
import type { CommandContext } from "../../cli/run_command.ts";
import { type Prediction, predictionsCsv } from "./format_predictions.ts";
import { encodeNpy } from "./npy.ts";
import { ARCHIVE, writeOutputs } from "./write_outputs.ts";
import type { PackedFile } from "./zip.ts";

/**
 * Writes the result of `--task embed`: predictions.csv and embedding.npy, and both in an archive.
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
  { stderr, signal }: CommandContext,
): Promise<void> {
  const { length } = predictions;
  const files: PackedFile[] = [
    {
      path: "predictions.csv",
      bytes: new TextEncoder().encode(predictionsCsv(predictions, classes)),
    },
    {
      path: "embedding.npy",
      bytes: encodeNpy([length, embedding.length / length], embedding),
    },
  ];
  await writeOutputs(folder, files, signal);
  const names = files.map(({ path }) => join(folder, path)).join(" and ");
  stderr.write(`Wrote ${names}, and both in ${ARCHIVE}\n`);
}
