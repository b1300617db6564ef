import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileError, writeFileAtomic } from "../../cli/file.ts";
import type { CommandContext } from "../../cli/run_command.ts";
import { type Prediction, predictionsCsv } from "./format_predictions.ts";
import { encodeNpy } from "./npy.ts";

/**
 * Makes the folder for what a command writes, before it does the work.
 *
 * @throws {WeftError} `file` where it cannot be made.
 */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw fileError("make", folder, error);
  });
}

/**
 * Writes embedding.npy and predictions.csv: what `--task embed` gives.
 *
 * @param embedding [predictions.length, width].
 * @throws {WeftError} `file` where one cannot be written.
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
