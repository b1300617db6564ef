// This module is browser compatible.

/**
 * The worker that trains: tfjs and the compiler are loaded here, and only when somebody trains.
 *
 * @module
 */

import type { Order, Told } from "./messages.ts";
import { asSent, teach } from "./train.ts";

const stop = new AbortController();
const tell = (told: Told) => self.postMessage(told);

self.addEventListener("message", ({ data }: MessageEvent<Order>) => {
  if ("stop" in data) return stop.abort();
  teach(data.start, tell, stop.signal)
    .catch((error) => tell({ kind: "failed", error: asSent(error) }));
});
