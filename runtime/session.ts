// This module is browser compatible.

/**
 * Sessions: models loaded into ONNX Runtime. This is the central file of `runtime/`. The path of a
 * model:
 *
 * 1. `--backend` or an option names a backend, or `auto` (`backends.ts`).
 * 2. `resolve_backend.ts` resolves it to a backend that works on this machine. The candidates are
 *    the table of the host: `host_server.ts` for Deno and Node, `host_browser.ts` for browsers.
 *    package.json picks one of the two for the import `#host`; `host.ts` has their common type.
 * 3. `find_obstacle.ts` proves that a backend works: nothing is missing (`cuda/availability.ts`,
 *    `webgpu/availability.ts`), the package loads (`native_ort.ts`), and on a GPU a graph of one
 *    node gives the right number.
 * 4. `createSession()` below loads ONNX Runtime, applies the backend's graph rewrites to a portable
 *    model (`onnx/rewrites/`), and creates the session.
 * 5. `first_run.ts` reads ONNX Runtime's profile of the first run on a GPU. Nodes that ran on the
 *    CPU are reported; a model that ran there whole is an error. Nothing falls back silently.
 *
 * @module
 */

import { host } from "#host";
import type { InferenceSession, TensorConstructor } from "onnxruntime-common";
import { WeftError } from "../error.ts";
import type { Backend, ChosenBackend } from "./backends.ts";
import { type FirstRun, firstRun } from "./first_run.ts";
import type { HostBackend, Ort } from "./host.ts";
import type { PlacedNode } from "./node_placement.ts";
import { resolveBackend } from "./resolve_backend.ts";
import { resolveThreads } from "./resolve_threads.ts";
import { closedError, creationError, requireOneFile, runError } from "./session_errors.ts";
import { threadOptions } from "./thread_options.ts";

/** Options of {@linkcode createSession}. */
export interface SessionOptions {
  /** The backend. Default `auto`. A backend that is named never falls back to another. */
  readonly backend?: Backend;
  /**
   * Threads within one operator. Default: one for each core that this process may use; in a browser
   * ONNX Runtime decides.
   */
  readonly threads?: number;
  /** Path prefix of a profile that `ort.endProfiling()` writes. Default: none. */
  readonly profile?: string;
  /**
   * True for a portable model, such as an exported file: the backend's graph rewrites are applied.
   * Default false.
   */
  readonly portable?: boolean;
  /**
   * False to run the nodes of the graph as they are, without ONNX Runtime's own rewrites and fused
   * kernels. Default true.
   */
  readonly optimize?: boolean;
  /**
   * True for a model that is examined, such as one node of a larger one: a GPU backend may leave
   * all nodes to the CPU, and errors are thrown without being printed too. Default false.
   */
  readonly examined?: boolean;
  /** The name of the model in errors. Default `the model`. */
  readonly name?: string;
  /**
   * The place of each output by name. Default: outputs are copied to the CPU. `gpu-buffer` keeps
   * one on the GPU, to be an input of the next run.
   */
  readonly outputLocations?: Readonly<Record<string, "cpu" | "gpu-buffer">>;
  /**
   * Called after the first run with the nodes that a GPU provider left to the CPU, except
   * arithmetic on shapes. Not called when there are none.
   */
  readonly onFallback?: (nodes: readonly PlacedNode[]) => void;
}

/** Tensors by name: the inputs or the outputs of a run. */
export type Feeds = InferenceSession.OnnxValueMapType;

/** A model that is ready to run. */
export interface Session {
  /** The backend that runs it. */
  readonly provider: ChosenBackend;
  /** Why `auto` chose the backend; `undefined` where it was named. */
  readonly reason: string | undefined;
  /** The npm package of ONNX Runtime that runs it. */
  readonly ortPackage: string;
  /** ONNX Runtime's own session. */
  readonly ort: InferenceSession;
  /** The constructor of the tensors that `run` takes. */
  readonly Tensor: TensorConstructor;
  /** Names, types and shapes of the inputs; a symbolic dimension is its name. */
  readonly inputs: readonly InferenceSession.ValueMetadata[];
  /** Names, types and shapes of the outputs. */
  readonly outputs: readonly InferenceSession.ValueMetadata[];
  /**
   * Runs the model. The first run on a GPU provider is profiled, to prove that the GPU computes.
   *
   * @param feeds A tensor for each input.
   * @param fetches The names of the outputs to return. Default: all.
   * @throws {WeftError} `usage` after `close`; `runtime` when ONNX Runtime cannot compute, as with
   * inputs of another shape, and when no node ran on the GPU.
   */
  readonly run: (feeds: Feeds, fetches?: readonly string[]) => Promise<Feeds>;
  /**
   * The provider of each node in the first run; `undefined` before it, and on a backend that is not
   * profiled.
   */
  readonly placement: () => readonly PlacedNode[] | undefined;
  /** Waits for running calls of `run` and frees the memory of the model. Once is enough. */
  readonly close: () => Promise<void>;
}

/**
 * Loads a model into ONNX Runtime.
 *
 * @param bytes The .onnx file.
 * @param options The backend and how to use it.
 * @throws {WeftError} `runtime` when the backend does not work on this machine; `model` when
 * `bytes` is not an ONNX model, or a model with weights in another file.
 *
 * @example
 * ```ts
 * try {
 *   await createSession(new Uint8Array([1, 2, 3]), { name: "broken.onnx" });
 * } catch (error) {
 *   console.assert(String(error).includes("Cannot load broken.onnx: "));
 * }
 * ```
 */
export async function createSession(
  bytes: Uint8Array,
  options: SessionOptions = {},
): Promise<Session> {
  const { name = "the model", outputLocations, onFallback, examined = false } = options;
  requireOneFile(bytes, name);
  const { backend, reason } = await resolveBackend(options.backend ?? "auto");
  const { threads } = resolveThreads(backend, options.threads);
  const entry = host.backends.get(backend)!;
  const { InferenceSession, Tensor } = await loadOrt(entry, threads);
  const model = options.portable && entry.rewrite ? await entry.rewrite(bytes) : bytes;
  const file = entry.profiled && !options.profile ? await host.createProfile?.() : undefined;
  const profile = options.profile ?? file?.prefix;
  const ort = await InferenceSession.create(model, {
    ...entry.options,
    logSeverityLevel: examined ? 4 : 3, // fatal ones, or errors: they are thrown as well
    ...(threads === undefined ? {} : threadOptions(threads)),
    ...(profile ? { enableProfiling: true, profileFilePrefix: profile } : {}),
    ...(options.optimize === false ? { graphOptimizationLevel: "disabled" } : {}),
    ...(outputLocations ? { preferredOutputLocation: outputLocations } : {}),
  }).catch(async (error: unknown) => {
    await file?.remove();
    throw creationError(error, name, backend, entry);
  });
  const first = firstRun(file, {
    name,
    backend,
    endProfiling: () => ort.endProfiling(),
    onFallback,
    allowCpu: examined,
  });
  return {
    provider: backend,
    reason,
    ortPackage: entry.ortPackage,
    ort,
    Tensor,
    inputs: ort.inputMetadata,
    outputs: ort.outputMetadata,
    placement: first.placement,
    ...runAndClose(ort, name, first),
  };
}

/** The functions of a session that use ONNX Runtime's own. */
function runAndClose(
  ort: InferenceSession,
  name: string,
  first: FirstRun,
): Pick<Session, "run" | "close"> {
  const running = new Set<Promise<Feeds>>();
  let closed: Promise<void> | undefined;
  async function compute(feeds: Feeds, fetches?: readonly string[]): Promise<Feeds> {
    const results = await (fetches ? ort.run(feeds, fetches) : ort.run(feeds)).catch((error) => {
      throw runError(error, name, ort.inputMetadata);
    });
    await first.check();
    return results;
  }
  return {
    run: async (feeds, fetches) => {
      if (closed) throw closedError(name);
      const call = compute(feeds, fetches);
      running.add(call);
      try {
        return await call;
      } finally {
        running.delete(call);
      }
    },
    close: () =>
      closed ??= Promise.allSettled(running).then(async () => {
        await ort.release();
        await first.remove();
      }),
  };
}

async function loadOrt(entry: HostBackend, threads: number | undefined): Promise<Ort> {
  try {
    return await entry.load(threads);
  } catch (error) {
    throw new WeftError(
      "runtime",
      `Cannot load ${entry.ortPackage}: ${error instanceof Error ? error.message : error}`,
      "Install the dependencies again (npm install, or deno install)",
      { cause: error },
    );
  }
}
