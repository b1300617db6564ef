// This module is browser compatible.
import { WeftError } from "../../../error.ts";
import type { ConvertOptions, ConvertRequest, ConvertResponse } from "./messages.ts";

/** A model in a worker of its own. */
export interface Conversion {
  /** Converts the model that the worker loaded. */
  convert(options: ConvertOptions): void;
  /** Ends the worker and frees its memory; no message follows. */
  close(): void;
}

/**
 * Starts a worker for one model.
 *
 * @param request The files, or the sample.
 * @param onResponse Called with each message of the worker.
 * @param onError Called when the worker fails, for example because its script did not load.
 */
export function startConversion(
  request: Extract<ConvertRequest, { kind: "open" | "sample" }>,
  onResponse: (response: ConvertResponse) => void,
  onError: (error: WeftError) => void,
): Conversion {
  const worker = new Worker(new URL("./convert_worker.js", import.meta.url), { type: "module" });
  const send = (request: ConvertRequest) => worker.postMessage(request);
  let closed = false;
  worker.addEventListener("message", ({ data }: MessageEvent<ConvertResponse>) => {
    if (!closed) onResponse(data);
  });
  worker.addEventListener("error", ({ message }) => {
    if (closed) return;
    const cause = message ? ` (${message})` : "";
    onError(
      new WeftError(
        "runtime",
        `Cannot convert the model: the worker stopped${cause}`,
        "Reload the page; a very large model may need more memory than the browser allows",
      ),
    );
  });
  send(request);
  return {
    convert: (options) => send({ kind: "convert", options }),
    close() {
      closed = true;
      worker.terminate();
    },
  };
}
