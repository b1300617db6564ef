import assert from "node:assert/strict";
import { join } from "node:path";
import { decodeSafetensors } from "../train/safetensors.ts";
import { command, type Ended, ended } from "./command.ts";

/** Where a run stands, by its checkpoint. */
export interface RunPosition {
  /** From 1. */
  readonly epoch: number;
  /** Steps of the epoch that are done. */
  readonly step: number;
}

/** Where the run in a folder stands; `undefined` before the first checkpoint. */
export async function positionOf(run: string): Promise<RunPosition | undefined> {
  const path = join(run, "checkpoint.safetensors");
  const bytes = await Deno.readFile(path).catch(() => undefined);
  return bytes && JSON.parse(decodeSafetensors(bytes, path).metadata.position!);
}

/**
 * Starts a run and sends it a signal once its checkpoint is inside the given epoch.
 *
 * @param epoch From 1.
 * @param args What `train` gets; with `--checkpoint-every 0`, so that there is a checkpoint inside
 * an epoch.
 * @param folder The folder of the run.
 * @param env More environment variables.
 * @throws {assert.AssertionError} where the run ends by itself before.
 */
export async function stopIn(
  epoch: number,
  signal: Deno.Signal,
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = command("train", args, { env }).spawn();
  const output = child.output();
  let running = true, stopped = false;
  output.then(() => running = false);
  while (running && !stopped) {
    const position = await positionOf(folder);
    if (running && position && position.epoch === epoch && position.step > 0) {
      child.kill(signal);
      stopped = true;
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const result = ended(await output);
  assert.ok(stopped, `the run ended by itself before it could be stopped:\n${result.stderr}`);
  return result;
}
