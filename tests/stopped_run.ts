import assert from "node:assert/strict";
import { join } from "node:path";
import { decodeSafetensors } from "../train/safetensors.ts";
import { command, type Ended, ended } from "./command.ts";

/** The position of a run, from its checkpoint. */
export interface RunPosition {
  /** From 1. */
  readonly epoch: number;
  /** Completed steps of the epoch. */
  readonly step: number;
}

/** Reads the position of a run; `undefined` before the first checkpoint. */
export async function positionOf(run: string): Promise<RunPosition | undefined> {
  const path = join(run, "checkpoint.safetensors");
  const bytes = await Deno.readFile(path).catch(() => undefined);
  return bytes && JSON.parse(decodeSafetensors(bytes, path).metadata.position!);
}

/**
 * Starts a run and sends a signal when its checkpoint is inside the given epoch.
 *
 * @param epoch From 1.
 * @param args The flags of `train`. `--checkpoint-every 0` writes checkpoints inside an epoch.
 * @param folder The folder of the run.
 * @param env More environment variables.
 * @throws {assert.AssertionError} When the run ends before that.
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
  assert.ok(stopped, `the run ended before it could be stopped:\n${result.stderr}`);
  return result;
}
