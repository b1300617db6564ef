import { type Target, targets } from "../compiler/mod.ts";
import type { ChosenBackend } from "../runtime/runtime.ts";
import { cpuTarget } from "./cpu_block.ts";

/** Targets that are not the portable one. */
const TARGETS: Readonly<Partial<Record<ChosenBackend, () => Promise<Target>>>> = {
  cpu: () => cpuTarget(),
  // What CUDA would leave to the CPU costs a copy there and back in every step.
  cuda: () => Promise.resolve({ ...targets.portable, evenPads: true }),
};

/**
 * What a training step is compiled for: this machine's CPU, CUDA, or what every other provider has
 * in common.
 */
export async function targetOf(backend: ChosenBackend): Promise<Target> {
  return await TARGETS[backend]?.() ?? targets.portable;
}
