// This module is browser compatible.

import { type Target, targets } from "../compiler/mod.ts";
import type { ChosenBackend } from "../runtime/backends.ts";
import { cpuTarget } from "./cpu_block.ts";

/** The target of a training step: of this machine's CPU, or of the backend. */
export async function targetOf(backend: ChosenBackend): Promise<Target> {
  return backend === "cpu" ? await cpuTarget() : targets[backend];
}
