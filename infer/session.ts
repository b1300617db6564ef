// This module is browser compatible.
import { runtime } from "#ort";
import type { InferenceSession, TensorConstructor } from "onnxruntime-common";
import { WeftError } from "../error.ts";
import type { Backend, ChosenBackend, Ort } from "./runtime.ts";

/** How to run a model. */
export interface SessionOptions {
  /** Where to run it. Default `auto`. A backend that was named never falls back to another. */
  readonly backend?: Backend;
  /** Threads within one operator. Default: ONNX Runtime's choice, a thread per physical core. */
  readonly threads?: number;
  /** Path prefix of a profile to be written when `ort.endProfiling()` is called. Default: none. */
  readonly profile?: string;
  /** What to call the model in an error. Default `the model`. */
  readonly name?: string;
}

/** A model that is ready to run. */
export interface Session {
  /** The backend that runs it. */
  readonly provider: ChosenBackend;
  /** The ONNX Runtime package that runs it. */
  readonly runtime: string;
  /** ONNX Runtime's own session. */
  readonly ort: InferenceSession;
  /** Makes the tensors that `ort.run` takes. */
  readonly Tensor: TensorConstructor;
  /** Names, types and shapes of the inputs; a symbolic dimension is its name. */
  readonly inputs: readonly InferenceSession.ValueMetadata[];
  /** Names, types and shapes of the outputs. */
  readonly outputs: readonly InferenceSession.ValueMetadata[];
  /** Frees the memory of the model. */
  close(): Promise<void>;
}

/**
 * Makes an ONNX Runtime session.
 *
 * @param bytes The .onnx file.
 * @param options Where to run it.
 * @throws {WeftError} `runtime` when the backend does not work here; `model` when `bytes` are no ONNX model.
 *
 * @example
 * ```ts
 * try {
 *   await createSession(new Uint8Array([1, 2, 3]), { name: "broken.onnx" });
 * } catch (error) {
 *   console.assert(error instanceof Error && error.message.startsWith("Cannot load broken.onnx: "));
 * }
 * ```
 */
export async function createSession(
  bytes: Uint8Array,
  options: SessionOptions = {},
): Promise<Session> {
  const { backend = "auto", threads, profile, name = "the model" } = options;
  const provider = chooseBackend(backend);
  const { InferenceSession, Tensor } = await loadRuntime();
  const sessionOptions: InferenceSession.SessionOptions = {
    ...runtime.backends[provider],
    logSeverityLevel: 3, // errors only: they are thrown as well
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
  };
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(bytes, sessionOptions);
  } catch (error) {
    throw new WeftError(
      "model",
      `Cannot load ${name}: ${error instanceof Error ? error.message : error}`,
      "Check that it is a whole .onnx file, or export it again",
      { cause: error },
    );
  }
  return {
    provider,
    runtime: runtime.name,
    ort: session,
    Tensor,
    inputs: session.inputMetadata,
    outputs: session.outputMetadata,
    close: () => session.release(),
  };
}

/**
 * Settles on a backend before anything is loaded.
 *
 * @throws {WeftError} `runtime` when the backend does not work here.
 *
 * @example
 * ```ts
 * console.assert(chooseBackend("auto") === "cpu"); // on a server
 * ```
 */
export function chooseBackend(backend: Backend): ChosenBackend {
  if (backend === "auto") return runtime.auto;
  if (runtime.backends[backend]) return backend;
  const known = Object.keys(runtime.backends);
  throw new WeftError(
    "runtime",
    `Cannot run on ${backend}: this version of weft has only the ${
      known.join(" and ")
    } backend here`,
    `Use --backend ${known.join(", --backend ")} or --backend auto`,
  );
}

async function loadRuntime(): Promise<Ort> {
  try {
    return await runtime.load();
  } catch (error) {
    throw new WeftError(
      "runtime",
      `Cannot load ${runtime.name}: ${error instanceof Error ? error.message : error}`,
      "Run it by deno task infer; if it fails there too, install the dependencies again (deno install)",
      { cause: error },
    );
  }
}

/** Inputs or outputs in a few words, for an error: `image [batch,1,28,28]`. */
export function describeValues(values: readonly InferenceSession.ValueMetadata[]): string {
  return values
    .map((value) => value.isTensor ? `${value.name} [${value.shape.join()}]` : value.name)
    .join(", ");
}
