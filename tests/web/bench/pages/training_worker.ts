// This module is browser compatible.

/**
 * The worker of one program: it makes the program ready, and times its steps.
 *
 * @module
 */

import type { StepRequest, StepResponse } from "./training_programs.ts";
import type { MakeSteps, RunSteps } from "./training_step.ts";

/** The modules of the programs; a worker loads one. */
const STEPS: Readonly<Record<string, () => Promise<MakeSteps>>> = {
  weft: async () => (await import("./weft_step.ts")).weftSteps,
  tfjs: async () => (await import("./tfjs_step.ts")).tfjsSteps,
  jax: async () => (await import("./jax_step.ts")).jaxSteps,
};

let run: RunSteps;

async function answer(request: StepRequest): Promise<StepResponse> {
  if (request.kind === "start") {
    const { program, model } = request;
    run = await (await STEPS[program.step]!())(model, program);
    return { loss: await run(1) };
  }
  const start = performance.now();
  await run(request.count);
  return { milliseconds: (performance.now() - start) / request.count };
}

self.addEventListener("message", async ({ data }: MessageEvent<StepRequest>) => {
  self.postMessage(
    await answer(data).catch((error) => ({ failed: String(error?.message ?? error) })),
  );
});
