// This module is browser compatible.

import { type Target, targets } from "../compiler/mod.ts";
import type { ChosenBackend } from "../runtime/backends.ts";
import { cpuTarget } from "./cpu_block.ts";

/** Targets by backend, where it is not the portable one. */
const TARGETS: Readonly<Partial<Record<ChosenBackend, () => Promise<Target>>>> = {
  cpu: () => cpuTarget(),
  // A node that CUDA leaves to the CPU costs a copy there and back in every step.
  cuda: () => Promise.resolve({ ...targets.portable, symmetricPads: true, shrink: false }),
};

/** The target of a training step: of this machine's CPU, of CUDA, or the portable one. */
export async function targetOf(backend: ChosenBackend): Promise<Target> {
  return await TARGETS[backend]?.() ?? targets.portable;
}
