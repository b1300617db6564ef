// This module is browser compatible.
import { host } from "#host";
import type { ChosenBackend, Obstacle } from "./backends.ts";
import type { HostBackend } from "./host.ts";
import { probeModel } from "./probe_model.ts";

const obstacles = new Map<ChosenBackend, Promise<Obstacle | undefined>>();

/**
 * Finds out whether a backend works on this machine. A native backend must load, and a GPU backend
 * run a graph of one node.
 * The answer is kept for the life of the process.
 *
 * @returns What is in the way; `undefined` when the backend works.
 *
 * @example
 * ```ts
 * console.assert(await findObstacle("wasm") === undefined);
 * ```
 */
export function findObstacle(backend: ChosenBackend): Promise<Obstacle | undefined> {
  const known = obstacles.get(backend) ?? check(backend);
  obstacles.set(backend, known);
  return known;
}

async function check(backend: ChosenBackend): Promise<Obstacle | undefined> {
  const entry = host.backends.get(backend);
  if (!entry) {
    return host.absent[backend] ?? { why: "it does not exist here", fix: "Use --backend auto" };
  }
  return await entry.findObstacle() ?? await loadObstacle(entry) ??
    (entry.explainError && await probe(entry, entry.explainError));
}

/** Loads ONNX Runtime, where its package may be missing. */
async function loadObstacle(
  { load, explainLoadError }: HostBackend,
): Promise<Obstacle | undefined> {
  if (!explainLoadError) return undefined;
  try {
    await load();
    return undefined;
  } catch (error) {
    return explainLoadError(error);
  }
}

/** Runs the probe model, y = -x. */
async function probe(
  { load, options }: HostBackend,
  explainError: NonNullable<HostBackend["explainError"]>,
): Promise<Obstacle | undefined> {
  try {
    const { InferenceSession, Tensor } = await load();
    const session = await InferenceSession.create(probeModel(), {
      ...options,
      logSeverityLevel: 4,
    });
    try {
      const { y } = await session.run({ x: new Tensor("float32", Float32Array.of(1), [1]) });
      const [value] = y!.data as Float32Array;
      return value === -1 ? undefined : explainError(`it computed ${value} where -1 is right`);
    } finally {
      await session.release();
    }
  } catch (error) {
    return explainError(error instanceof Error ? error.message : String(error));
  }
}
