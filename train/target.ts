import { type Target, targets } from "../compiler/mod.ts";
import type { ChosenBackend } from "../infer/runtime.ts";
import { cpuTarget } from "./cpu_block.ts";

/** What a training step is compiled for: this machine's CPU, or what every other provider has in common. */
export async function targetOf(backend: ChosenBackend): Promise<Target> {
  return backend === "cpu" ? await cpuTarget() : targets.portable;
}
