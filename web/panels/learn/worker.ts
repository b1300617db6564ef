// This module is browser compatible.

/**
 * The worker that trains. Its script contains TensorFlow.js and the compiler, so the page starts it
 * only when the user trains.
 *
 * @module
 */

import { toSentError } from "../../sent_error.ts";
import type { TrainRequest, TrainResponse } from "./messages.ts";
import { train } from "./train.ts";

const controller = new AbortController();
const send = (response: TrainResponse) => self.postMessage(response);

self.addEventListener("message", ({ data }: MessageEvent<TrainRequest>) => {
  if (data.kind === "stop") return controller.abort();
  train(data.options, send, controller.signal).catch((error) =>
    send({
      kind: "failed",
      error: toSentError(error, "train", "Reload the page, or train on another backend"),
    })
  );
});
