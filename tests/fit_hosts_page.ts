// This module is browser compatible.

import type { StartTraining, TrainingMessage } from "./fit_hosts_worker.ts";

/** A training in a worker, as the main thread sees it. */
export interface Watched {
  /** Loss of each epoch. */
  readonly losses: readonly number[];
  /** Calls of a timer of the main thread, from the first epoch to the end. */
  readonly ticks: number;
  readonly end: Extract<TrainingMessage, { aborted: boolean }>;
}

/**
 * Trains in a worker, and lets a timer of the main thread tick.
 *
 * @param stopAfter The numbers of epochs and of ticks after which it sends `stop`.
 */
export async function watchWorker(
  worker: Worker,
  start: StartTraining,
  stopAfter = { epochs: Infinity, ticks: Infinity },
): Promise<Watched> {
  const losses: number[] = [];
  let ticks = 0, timer: ReturnType<typeof setInterval> | undefined;
  try {
    return await new Promise((resolve, reject) => {
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
      worker.onmessage = ({ data }: MessageEvent<TrainingMessage>) => {
        if ("epoch" in data) {
          timer ??= setInterval(() => ticks++, 10);
          losses.push(data.loss);
          const enough = losses.length >= stopAfter.epochs && ticks >= stopAfter.ticks;
          if (enough) worker.postMessage("stop");
        } else {
          resolve({ losses, ticks, end: data });
        }
      };
      worker.postMessage(start);
    });
  } finally {
    clearInterval(timer);
    worker.terminate();
  }
}
