// This module is browser compatible.

import { host } from "#host";
import * as tf from "@tensorflow/tfjs";
import { readArtifacts } from "./artifacts.ts";
import { localFiles } from "./files.ts";

const PREFIX = "file://";

/**
 * Lets `tf.loadLayersModel("file://my/model.json")` and `tf.loadGraphModel` read local files in
 * Deno and Node. tfjs itself supports `file://` only when its native binding is installed. In a
 * browser this function does nothing.
 */
export function registerModelFiles(): void {
  const { readFile } = host;
  if (!readFile) return;
  tf.io.registerLoadRouter((url) => {
    const address = [url].flat()[0];
    if (typeof address !== "string" || !address.startsWith(PREFIX)) {
      return null as unknown as tf.io.IOHandler;
    }
    const path = decodeURI(address.slice(PREFIX.length));
    return { load: () => readArtifacts(localFiles(path, readFile)) };
  });
}
