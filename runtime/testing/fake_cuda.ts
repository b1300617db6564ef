/**
 * Replaces CUDA by the CPU provider, for tests on machines without an NVIDIA GPU. Everything but
 * the provider is real: the code takes every path of `--backend cuda`. Importing this file does it.
 */

import { host } from "#host";
import type { InferenceSession } from "onnxruntime-common";
import type { ChosenBackend } from "../backends.ts";
import type { HostBackend, Ort } from "../host.ts";

/**
 * The calls of ONNX Runtime: a model and its providers for each session, input names for each run.
 */
export const calls = {
  models: [] as Uint8Array[],
  providers: [] as unknown[],
  runs: [] as string[][],
};

async function load(): Promise<Ort> {
  const { InferenceSession, Tensor } = await host.backends.get("cpu")!.load();
  const create = async (bytes: Uint8Array, options: InferenceSession.SessionOptions) => {
    calls.models.push(bytes);
    calls.providers.push(options.executionProviders);
    const session = await InferenceSession.create(bytes, {
      ...options,
      executionProviders: ["cpu"],
    });
    const run = session.run.bind(session);
    session.run = (feeds: InferenceSession.FeedsType) => {
      calls.runs.push(Object.keys(feeds));
      return run(feeds);
    };
    return session;
  };
  return { InferenceSession: { create } as Ort["InferenceSession"], Tensor };
}

const backends = host.backends as Map<ChosenBackend, HostBackend>;
const real = backends.get("cuda")!;

/**
 * Switches the profile of first runs on or off. With it, every run fails: the profile shows that
 * the CPU ran all nodes.
 */
export function profileCuda(profiled: boolean): void {
  backends.set("cuda", { ...real, load, findObstacle: () => Promise.resolve(undefined), profiled });
}

profileCuda(false);
