// This module is browser compatible.
import type { InferenceSession } from "onnxruntime-common";
import { WeftError } from "../error.ts";
import { externalFile } from "../onnx/external_data.ts";
import type { ChosenBackend } from "./backends.ts";
import type { HostBackend } from "./host.ts";

/**
 * Refuses a model with weights in another file. ONNX Runtime would read the file itself, relative
 * to the working directory, and without asking the permissions of Deno.
 */
export function requireOneFile(bytes: Uint8Array, name: string): void {
  let file: string | undefined;
  try {
    file = externalFile(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw notWhole(name, `it is not an ONNX file, or it is cut short (${error.message})`, error);
  }
  if (file === undefined) return;
  const other = file.slice(0, 100) || "without a name";
  throw new WeftError(
    "model",
    `Cannot load ${name}: it has weights in another file, ${other}`,
    "Save it as one file: in Python, onnx.save(onnx.load(path), other_path)",
  );
}

function notWhole(name: string, why: string, cause: unknown): WeftError {
  const hint = "Check that it is a whole .onnx file, or export it again";
  return new WeftError("model", `Cannot load ${name}: ${why}`, hint, { cause });
}

/** The error of a run after `close`. */
export function closedError(name: string): WeftError {
  return new WeftError("usage", `Cannot run ${name}: it is closed`, "Load it again to run it");
}

/** The start of ONNX Runtime's message when its WebAssembly does not start, whatever the model. */
const NOT_STARTED = "no available backend found";

/** The error of a model that ONNX Runtime does not load. */
export function creationError(
  error: unknown,
  name: string,
  backend: ChosenBackend,
  { ortPackage }: HostBackend,
): WeftError {
  const why = error instanceof Error ? error.message : String(error);
  if (why.startsWith(NOT_STARTED)) {
    return new WeftError(
      "runtime",
      `Cannot run on ${backend}: ${ortPackage} does not start, and its .wasm file is most likely ` +
        `missing (${why})`,
      "Put the .wasm file of onnxruntime-web beside the scripts of the page: see docs/browser.md",
      { cause: error },
    );
  }
  return notWhole(name, why, error);
}

/** Messages of ONNX Runtime about memory. */
const NO_MEMORY = /bad_alloc|failed to allocate|out of memory/i;

/** The error of a run that ONNX Runtime ends. */
export function runError(
  error: unknown,
  name: string,
  inputs: readonly InferenceSession.ValueMetadata[],
): WeftError {
  const why = error instanceof Error ? error.message : String(error);
  return new WeftError(
    "runtime",
    `Cannot run ${name}: ${why}`,
    NO_MEMORY.test(why)
      ? "Run a smaller batch"
      : `Check that it is given ${describeValues(inputs)}; if so, export the model again`,
    { cause: error },
  );
}

/** Inputs or outputs that an error lists; a training step has many more. */
const MAX_LISTED = 8;

/** Describes inputs or outputs in an error: `image [batch,1,28,28]`. */
export function describeValues(values: readonly InferenceSession.ValueMetadata[]): string {
  const listed = values.slice(0, MAX_LISTED)
    .map((value) => value.isTensor ? `${value.name} [${value.shape.join()}]` : value.name)
    .join(", ");
  const more = values.length - MAX_LISTED;
  return more > 0 ? `${listed} and ${more} more` : listed;
}
