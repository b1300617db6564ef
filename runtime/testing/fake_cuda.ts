/**
 * A machine with CUDA, everything real but the provider: ONNX Runtime is asked for `cuda` and given
 * its CPU provider, since no card was at hand. Importing this file puts it in CUDA's place. For
 * tests only.
 */

import { runtime } from "#ort";
import type { InferenceSession } from "onnxruntime-common";
import type { BackendRuntime, ChosenBackend, Ort } from "../runtime.ts";

/**
 * What ONNX Runtime was asked for: a model and its providers for each session, the names of the
 * inputs for each run.
 */
export const asked = {
  models: [] as Uint8Array[],
  providers: [] as unknown[],
  runs: [] as string[][],
};

async function load(): Promise<Ort> {
  const { InferenceSession, Tensor } = await runtime.backends.get("cpu")!.load();
  const create = async (bytes: Uint8Array, options: InferenceSession.SessionOptions) => {
    asked.models.push(bytes);
    asked.providers.push(options.executionProviders);
    const session = await InferenceSession.create(bytes, {
      ...options,
      executionProviders: ["cpu"],
    });
    const run = session.run.bind(session);
    session.run = (feeds: InferenceSession.FeedsType) => {
      asked.runs.push(Object.keys(feeds));
      return run(feeds);
    };
    return session;
  };
  return { InferenceSession: { create } as Ort["InferenceSession"], Tensor };
}

const backends = runtime.backends as Map<ChosenBackend, BackendRuntime>;
const real = backends.get("cuda")!;

/** Whether a first run is profiled, which then tells that the CPU computed it. */
export function profileCuda(profiled: boolean): void {
  backends.set("cuda", { ...real, load, obstacle: () => Promise.resolve(undefined), profiled });
}

profileCuda(false);
