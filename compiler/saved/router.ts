// This module is browser compatible.

import { host } from "#host";
import * as tf from "@tensorflow/tfjs";
import { readArtifacts } from "./artifacts.ts";
import { addressFiles } from "./files.ts";

const PREFIX = "file://";
const KEY = Symbol.for("weft.fileRouters");

/**
 * The copies of tfjs that have this router, for all copies of this library in the process: two of
 * them would each leave an address to the other.
 */
const registries: WeakSet<object> = (globalThis as { [KEY]?: WeakSet<object> })[KEY] ??=
  new WeakSet();

/**
 * Lets `tf.loadLayersModel("file://my/model.json")` and `tf.loadGraphModel` read local files in
 * Deno and Node. tfjs itself supports `file://` only when its native binding is installed; then,
 * whether it is imported before or after, the binding reads the files. In a browser this function
 * does nothing.
 */
export function registerModelFiles(): void {
  const { readFile } = host;
  if (!readFile || registries.has(tf.io.registerLoadRouter)) return;
  registries.add(tf.io.registerLoadRouter);
  const none = null as unknown as tf.io.IOHandler;
  let asksOthers = false;
  tf.io.registerLoadRouter((url, options) => {
    const address = [url].flat()[0];
    if (asksOthers || typeof address !== "string" || !address.startsWith(PREFIX)) return none;
    asksOthers = true;
    try {
      // tfjs refuses an address that two routers take.
      if (tf.io.getLoadHandlers(url, options).length > 0) return none;
    } finally {
      asksOthers = false;
    }
    return { load: () => readArtifacts(addressFiles(address, readFile)) };
  });
}
