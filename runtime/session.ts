// This module is browser compatible.
import { runtime } from "#ort";
import type { InferenceSession, TensorConstructor } from "onnxruntime-common";
import { WeftError } from "../error.ts";
import { resolveBackend } from "./backend.ts";
import { fallbackNodes, type PlacedNode, readPlacement } from "./node_placement.ts";
import type { Backend, BackendRuntime, ChosenBackend, Ort } from "./runtime.ts";
import { resolveThreads } from "./resolve_threads.ts";
import { threadOptions } from "./thread_options.ts";

/** How to run a model. */
export interface SessionOptions {
  /** Where to run it. Default `auto`. A backend that was named never falls back to another. */
  readonly backend?: Backend;
  /**
   * Threads within one operator. Default: one for each core that this process may use; in a browser
   * what it allows.
   */
  readonly threads?: number;
  /** Path prefix of a profile to be written when `ort.endProfiling()` is called. Default: none. */
  readonly profile?: string;
  /**
   * Whether the model is portable, as exported files are, and takes the form that its backend
   * prefers. Default false.
   */
  readonly portable?: boolean;
  /** What to call the model in an error. Default `the model`. */
  readonly name?: string;
  /**
   * Where outputs stay, by name; by default they come to the CPU. `gpu-buffer` is for what goes in
   * again.
   */
  readonly outputLocations?: Readonly<Record<string, "cpu" | "gpu-buffer">>;
  /**
   * Called after the first run with the nodes that a GPU provider left to the CPU, arithmetic on
   * shapes aside; not called when there are none.
   */
  readonly onFallback?: (nodes: readonly PlacedNode[]) => void;
}

/** What goes into a model, or comes out of it. */
export type Feeds = InferenceSession.OnnxValueMapType;

/**
 * How ONNX Runtime begins when it cannot start itself, whatever the model: in a browser it fetches
 * its WebAssembly then.
 */
const NOT_STARTED = "no available backend found";

/** A model that is ready to run. */
export interface Session {
  /** The backend that runs it. */
  readonly provider: ChosenBackend;
  /** What `auto` had to say of its choice; `undefined` where the backend was named. */
  readonly reason: string | undefined;
  /** The ONNX Runtime package that runs it. */
  readonly runtime: string;
  /** ONNX Runtime's own session. */
  readonly ort: InferenceSession;
  /** Makes the tensors that `run` takes. */
  readonly Tensor: TensorConstructor;
  /** Names, types and shapes of the inputs; a symbolic dimension is its name. */
  readonly inputs: readonly InferenceSession.ValueMetadata[];
  /** Names, types and shapes of the outputs. */
  readonly outputs: readonly InferenceSession.ValueMetadata[];
  /**
   * Runs the model. The first run on a GPU provider is profiled, to prove that it computes where it
   * was asked to.
   *
   * @param feeds A tensor for each input.
   * @param fetches The outputs that are wanted. Default: all.
   * @throws {WeftError} `runtime` when not one node ran on the GPU.
   */
  readonly run: (feeds: Feeds, fetches?: readonly string[]) => Promise<Feeds>;
  /**
   * Where each node of the first run was computed; `undefined` before it, and where all is one
   * provider's.
   */
  readonly placement: () => readonly PlacedNode[] | undefined;
  /** Frees the memory of the model. */
  readonly close: () => Promise<void>;
}

/**
 * Makes an ONNX Runtime session.
 *
 * @param bytes The .onnx file.
 * @param options Where to run it.
 * @throws {WeftError} `runtime` when the backend does not work here; `model` when `bytes` are no
 * ONNX model.
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
  const { name = "the model", outputLocations, onFallback } = options;
  const { backend: provider, reason } = await resolveBackend(options.backend ?? "auto");
  const { threads } = resolveThreads(provider, options.threads);
  const chosen = runtime.backends.get(provider)!;
  const { InferenceSession, Tensor } = await loadRuntime(chosen, threads);
  const model = options.portable && chosen.form ? await chosen.form(bytes) : bytes;
  const proof = chosen.profiled && !options.profile ? await runtime.profile?.() : undefined;
  const profile = options.profile ?? proof?.prefix;
  const sessionOptions: InferenceSession.SessionOptions = {
    ...chosen.options,
    logSeverityLevel: 3, // errors only: they are thrown as well
    ...(threads === undefined ? {} : threadOptions(threads)),
    ...(profile ? { enableProfiling: true, profileFilePrefix: profile } : {}),
    ...(outputLocations ? { preferredOutputLocation: outputLocations } : {}),
  };
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(model, sessionOptions);
  } catch (error) {
    await proof?.remove();
    const why = error instanceof Error ? error.message : String(error);
    if (why.startsWith(NOT_STARTED)) {
      throw new WeftError(
        "runtime",
        `Cannot run on ${provider}: ${chosen.package} does not start, and its .wasm file is most likely missing (${why})`,
        "Put the .wasm file of onnxruntime-web beside the scripts of the page: docs/browser.md says which",
        { cause: error },
      );
    }
    throw new WeftError(
      "model",
      `Cannot load ${name}: ${why}`,
      "Check that it is a whole .onnx file, or export it again",
      { cause: error },
    );
  }
  let unread = proof;
  let placement: readonly PlacedNode[] | undefined;
  const prove = async () => {
    if (!unread) return;
    const { read, remove } = unread;
    unread = undefined;
    try {
      session.endProfiling();
      placement = readPlacement(await read());
    } finally {
      await remove();
    }
    const fallen = fallbackNodes(placement);
    if (placement.length > 0 && placement.every(({ provider }) => provider === "CPU")) {
      throw new WeftError(
        "runtime",
        `Cannot run ${name} on ${provider}: ONNX Runtime ran all ${placement.length} nodes on the CPU`,
        "Use --backend cpu",
      );
    }
    if (fallen.length > 0) onFallback?.(fallen);
  };
  return {
    provider,
    reason,
    runtime: chosen.package,
    ort: session,
    Tensor,
    inputs: session.inputMetadata,
    outputs: session.outputMetadata,
    run: async (feeds, fetches) => {
      const results = fetches ? await session.run(feeds, fetches) : await session.run(feeds);
      await prove();
      return results;
    },
    placement: () => placement,
    close: async () => {
      await session.release();
      await unread?.remove();
    },
  };
}

async function loadRuntime(chosen: BackendRuntime, threads: number | undefined): Promise<Ort> {
  try {
    return await chosen.load(threads);
  } catch (error) {
    throw new WeftError(
      "runtime",
      `Cannot load ${chosen.package}: ${error instanceof Error ? error.message : error}`,
      "Run it by deno task infer; if it fails there too, install the dependencies again (deno install, or npm install)",
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
