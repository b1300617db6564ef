// This module is browser compatible.
import { runtime } from "#ort";
import { WeftError } from "../error.ts";
import { probeModel } from "./probe_model.ts";
import type { Backend, BackendRuntime, ChosenBackend, Obstacle } from "./runtime.ts";

/** A backend that works here, and how it came to be chosen. */
export interface Choice {
  readonly backend: ChosenBackend;
  /**
   * What `auto` has to say of its choice, to be read after "cpu, chosen by auto: "; `undefined`
   * where it was named.
   */
  readonly reason?: string;
}

/**
 * Settles on a backend that works here.
 *
 * @param backend One by name, or `auto` for the first in the runtime's order that works and is no
 * software in place of a GPU.
 * @throws {WeftError} `runtime` when the named one does not work: the cause, and what to do.
 *
 * @example
 * ```ts
 * const { backend, reason } = await resolveBackend("auto");
 * console.assert(backend !== undefined && reason !== undefined);
 * ```
 */
export async function resolveBackend(backend: Backend): Promise<Choice> {
  if (backend !== "auto") {
    const obstacle = await obstacleTo(backend);
    if (!obstacle) return { backend };
    throw new WeftError("runtime", `Cannot run on ${backend}: ${obstacle.why}`, obstacle.fix);
  }
  const passed: string[] = [];
  for (const [name, { slow, aside = "" }] of runtime.backends) {
    const against = await slow?.() ?? (await obstacleTo(name))?.why;
    if (against === undefined) {
      return { backend: name, reason: [...passed, `${name} works${aside}`].join("; ") };
    }
    passed.push(`not ${name}, ${against}`);
  }
  throw new WeftError("runtime", `Cannot run here: ${passed.join("; ")}`, "Use another machine");
}

const obstacles = new Map<ChosenBackend, Promise<Obstacle | undefined>>();

/**
 * What keeps a backend from working here, found out once by running a graph of one node on it;
 * `undefined` when it works.
 *
 * @example
 * ```ts
 * console.assert(await obstacleTo("wasm") === undefined);
 * ```
 */
export function obstacleTo(backend: ChosenBackend): Promise<Obstacle | undefined> {
  const known = obstacles.get(backend) ?? lookForObstacle(backend);
  obstacles.set(backend, known);
  return known;
}

async function lookForObstacle(backend: ChosenBackend): Promise<Obstacle | undefined> {
  const found = runtime.backends.get(backend);
  if (!found) {
    return runtime.absent[backend] ?? { why: "it does not exist here", fix: "Use --backend auto" };
  }
  return await found.obstacle() ?? (found.whenRefused && await tryOut(found, found.whenRefused));
}

async function tryOut(
  { load, options }: BackendRuntime,
  whenRefused: NonNullable<BackendRuntime["whenRefused"]>,
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
      return value === -1 ? undefined : whenRefused(`it computed ${value} where -1 is right`);
    } finally {
      await session.release();
    }
  } catch (error) {
    return whenRefused(error instanceof Error ? error.message : String(error));
  }
}
