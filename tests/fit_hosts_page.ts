// This module is browser compatible.

import type { StartTraining, TrainingMessage } from "./fit_hosts_worker.ts";

/** A training in a worker, as the main thread sees it. */
export interface Watched {
  /** Loss of each epoch. */
  readonly losses: readonly number[];
  /** Milliseconds from the first epoch to the end. */
  readonly elapsed: number;
  /** Calls of a timer in this time, and its interval in milliseconds. */
  readonly ticks: number;
  readonly interval: number;
  readonly end: Extract<TrainingMessage, { aborted: boolean }>;
}

/**
 * Trains in a worker, and lets a timer of the main thread tick.
 *
 * @param stopAfter The number of epochs after which it sends `stop`.
 */
export async function watchWorker(
  worker: Worker,
  start: StartTraining,
  stopAfter = Infinity,
): Promise<Watched> {
  const interval = 10;
  const losses: number[] = [];
  let ticks = 0, timer: ReturnType<typeof setInterval> | undefined, began = 0;
  try {
    return await new Promise((resolve, reject) => {
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
      worker.onmessage = ({ data }: MessageEvent<TrainingMessage>) => {
        if ("epoch" in data) {
          if (timer === undefined) began = performance.now();
          timer ??= setInterval(() => ticks++, interval);
          losses.push(data.loss);
          if (losses.length === stopAfter) worker.postMessage("stop");
        } else {
          resolve({ losses, elapsed: performance.now() - began, ticks, interval, end: data });
        }
      };
      worker.postMessage(start);
    });
  } finally {
    clearInterval(timer);
    worker.terminate();
  }
}
