// This module is browser compatible.

/**
 * A worker that trains, as docs/browser.md describes: it posts the loss of each epoch, stops at the
 * message `stop`, and keeps a checkpoint in the origin private file system where there is one.
 * Another model goes on from this file.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import { accelerate } from "../train/mod.ts";
import { makeData, makeModel } from "./fit_hosts_entry.ts";

/** The message that starts a training. */
export interface StartTraining {
  readonly model: string;
  readonly epochs: number;
}

/** The messages of the worker. */
export type TrainingMessage =
  | { readonly epoch: number; readonly loss: number }
  | {
    /** True when the training ended because of the message `stop`. */
    readonly aborted: boolean;
    readonly weights: readonly number[];
    /** Weights after one more epoch, here and from the file; undefined without files. */
    readonly continued: Readonly<Record<"here" | "fromFile", readonly number[]>> | undefined;
  };

const CHECKPOINT = "checkpoint";
const port = self as unknown as Worker;
const abort = new AbortController();

port.onmessage = async ({ data }: MessageEvent<StartTraining | "stop">) => {
  if (data === "stop") return abort.abort();
  const { x, y } = makeData();
  const model = await makeModel(data.model);
  const fast = await accelerate(model, { backend: "wasm", threads: 1 });
  const onEpochEnd = (epoch: number, logs?: tf.Logs) => post({ epoch, loss: logs!.loss! });
  const { signal } = abort;
  let aborted = false;
  try {
    await fast.fit(x, y, { epochs: data.epochs, signal, callbacks: { onEpochEnd } });
  } catch (error) {
    if (error !== signal.reason) throw error;
    aborted = true;
  }
  const weights = numbersOf(model);
  let continued: Record<"here" | "fromFile", number[]> | undefined;
  if ("storage" in navigator) {
    await writeFile(await fast.save());
    const one = { initialEpoch: data.epochs, epochs: data.epochs + 1 };
    await fast.fit(x, y, one);
    const otherModel = await makeModel(data.model);
    const other = await accelerate(otherModel, { backend: "wasm", threads: 1 });
    await other.load(await readFile());
    await other.fit(x, y, one);
    await other.close();
    continued = { here: numbersOf(model), fromFile: numbersOf(otherModel) };
  }
  await fast.close();
  post({ aborted, weights, continued });
};

function post(message: TrainingMessage): void {
  port.postMessage(message);
}

async function writeFile(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const root = await navigator.storage.getDirectory();
  const file = await (await root.getFileHandle(CHECKPOINT, { create: true })).createWritable();
  await file.write(bytes);
  await file.close();
}

async function readFile(): Promise<Uint8Array<ArrayBuffer>> {
  const root = await navigator.storage.getDirectory();
  const file = await (await root.getFileHandle(CHECKPOINT)).getFile();
  return new Uint8Array(await file.arrayBuffer());
}

function numbersOf(model: tf.LayersModel): number[] {
  return model.getWeights().flatMap((weight) => [...weight.dataSync()]);
}
