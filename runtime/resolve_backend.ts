// This module is browser compatible.
import { host } from "#host";
import { WeftError } from "../error.ts";
import type { Backend, ChosenBackend } from "./backends.ts";
import { findObstacle } from "./find_obstacle.ts";

/** A backend that works on this machine, and why it was chosen. */
export interface ResolvedBackend {
  readonly backend: ChosenBackend;
  /**
   * Why `auto` chose it; messages print it after "cpu, chosen by auto: ". Missing without `auto`.
   */
  readonly reason?: string;
}

/**
 * Resolves a word of `--backend` to a backend that works on this machine.
 *
 * @param backend A name, or `auto` for the first of the host's backends that works and is not
 * software.
 * @throws {WeftError} `runtime` when the named backend does not work: the cause and the next step.
 *
 * @example
 * ```ts
 * const { backend, reason } = await resolveBackend("auto");
 * console.assert(backend !== undefined && reason !== undefined);
 * ```
 */
export async function resolveBackend(backend: Backend): Promise<ResolvedBackend> {
  if (backend !== "auto") {
    const obstacle = await findObstacle(backend);
    if (!obstacle) return { backend };
    throw new WeftError("runtime", `Cannot run on ${backend}: ${obstacle.why}`, obstacle.fix);
  }
  const skipped: string[] = [];
  for (const [name, { softwareReason, autoNote = "" }] of host.backends) {
    const why = await softwareReason?.() ?? (await findObstacle(name))?.why;
    if (why === undefined) {
      if (name === "wasm") await warnOfMissingCpu();
      return { backend: name, reason: [...skipped, `${name} works${autoNote}`].join("; ") };
    }
    skipped.push(`not ${name}, ${why}`);
  }
  throw new WeftError("runtime", `Cannot run here: ${skipped.join("; ")}`, "Use another machine");
}

/**
 * Warns that `auto` leaves out the faster CPU backend of the host, as where npm could not install
 * an optional dependency.
 */
async function warnOfMissingCpu(): Promise<void> {
  const obstacle = host.backends.has("cpu") ? await findObstacle("cpu") : undefined;
  if (!obstacle) return;
  host.warn?.(`Models run on wasm, which is slower than cpu: ${obstacle.why}. ${obstacle.fix}`);
}
