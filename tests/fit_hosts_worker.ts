// This module is browser compatible.

/**
 * A worker that trains, as docs/browser.md describes: it posts the loss of each epoch, stops at the
 * message `stop`, and keeps a checkpoint in the origin private file system where there is one.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
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
    /** The weights of another model that was loaded from the file; undefined without files. */
    readonly restored: readonly number[] | undefined;
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
  await fast.close();
  let restored: number[] | undefined;
  if ("storage" in navigator) {
    await writeFile(bytesOf(model));
    const other = await makeModel(data.model);
    setBytes(other, await readFile());
    restored = numbersOf(other);
  }
  post({ aborted, weights: numbersOf(model), restored });
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

function bytesOf(model: tf.LayersModel): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Float32Array.from(numbersOf(model)).buffer);
}

function setBytes(model: tf.LayersModel, bytes: Uint8Array<ArrayBuffer>): void {
  const numbers = new Float32Array(bytes.buffer);
  let at = 0;
  tf.tidy(() =>
    model.setWeights(
      model.getWeights().map(({ shape, size }) => tf.tensor(numbers.slice(at, at += size), shape)),
    )
  );
}
