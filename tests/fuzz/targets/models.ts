import { WeftError } from "../../../error.ts";
import { classify } from "../../../infer/classify.ts";
import { loadModel } from "../../../infer/load_model.ts";
import { decodeModel } from "../../../onnx/encode.ts";
import { CPU_REWRITES } from "../../../onnx/rewrites/for_cpu.ts";
import { CUDA_REWRITES } from "../../../onnx/rewrites/for_cuda.ts";
import { WASM_REWRITES } from "../../../onnx/rewrites/for_wasm.ts";
import { applyRewrites, type Rewrite } from "../../../onnx/rewrites/rewrite.ts";
import { createSession } from "../../../runtime/session.ts";
import { mutateModel, mutateModelFile } from "../mutations/models.ts";
import type { Target } from "../target.ts";
import { seedModels } from "./seed_models.ts";

const SIDE = 28, IMAGES = 2;
const OPTIONS = { backend: "cpu", threads: 1 } as const;
const PIXELS = Float32Array.from({ length: IMAGES * SIDE ** 2 }, (_, i) => (i * 37 % 256) / 255);

/** All outputs of a model, or `undefined` when ONNX Runtime refuses to load or run it. */
async function compute(bytes: Uint8Array): Promise<Map<string, Float64Array> | undefined> {
  try {
    const session = await createSession(bytes, OPTIONS);
    try {
      const image = new session.Tensor("float32", PIXELS, [IMAGES, 1, SIDE, SIDE]);
      const results = Object.entries(await session.run({ image }));
      return new Map(results.map(([name, { data }]) => [
        name,
        Float64Array.from(data as ArrayLike<number | bigint>, Number),
      ]));
    } finally {
      await session.close();
    }
  } catch (error) {
    if (error instanceof WeftError) return undefined;
    throw error;
  }
}

/**
 * Relative to the largest number. Rewrites change only the order of additions of at most 100
 * products.
 */
const TOLERANCE = 1e-4;

/** Throws when the results of a rewritten model are others. */
function requireSame(plain: Float64Array, rewritten: Float64Array, name: string): void {
  const scale = plain.reduce(
    (most, x) => Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most,
    1,
  );
  // Beyond finite numbers the order of additions decides between infinity and NaN.
  if (!plain.every(Number.isFinite)) return;
  const isSame = plain.length === rewritten.length &&
    plain.every((x, i) => Math.abs(x - rewritten[i]!) <= TOLERANCE * scale);
  if (!isSame) throw new Error(`the rewritten model has other numbers in ${name}`);
}

/** Rewrites a model; `undefined` when the rewrites leave it as it is. */
function rewrite(bytes: Uint8Array, rewrites: readonly Rewrite[]): Uint8Array | undefined {
  let model;
  try {
    model = decodeModel(bytes);
  } catch {
    return undefined; // no protobuf message: it stays as it is
  }
  return applyRewrites(model, rewrites);
}

/**
 * A rewritten model must be accepted, refused and computed as the plain one is. Accepted are the
 * models that were rewritten and computed.
 */
const differential = (title: string, rewrites: readonly Rewrite[]): Target => ({
  title,
  seeds: seedModels,
  mutate: mutateModel,
  native: true,
  read: async (bytes, _, enter) => {
    const rewritten = rewrite(bytes, rewrites);
    if (!rewritten) return false;
    enter(1);
    const expected = await compute(bytes);
    enter(2);
    const found = await compute(rewritten);
    if (!expected !== !found) {
      throw new Error(
        `the rewritten model is ${found ? "accepted" : "refused"}, the plain one not`,
      );
    }
    for (const [name, values] of expected ?? []) requireSame(values, found!.get(name)!, name);
    return expected !== undefined;
  },
});

/** Targets that read ONNX models. */
export const MODELS: Readonly<Record<string, Target>> = {
  rewrites: {
    title: "graph rewrites for the CPU, CUDA and WebAssembly, without ONNX Runtime",
    seeds: seedModels,
    mutate: mutateModelFile,
    read: (bytes) =>
      [CPU_REWRITES, CUDA_REWRITES, WASM_REWRITES].map((all) => rewrite(bytes, all))
        .some((each) => each),
  },
  "rewritten-cpu": differential("models rewritten for the CPU, and plain ones", CPU_REWRITES),
  "rewritten-cuda": differential("models rewritten for CUDA, and plain ones", CUDA_REWRITES),
  "rewritten-wasm": differential(
    "models rewritten for WebAssembly, and plain ones",
    WASM_REWRITES,
  ),
  model: {
    title: "loadModel and classify",
    seeds: seedModels,
    mutate: mutateModelFile,
    native: true,
    read: async (bytes) => {
      const model = await loadModel(bytes, OPTIONS);
      try {
        await classify(model, new Uint8Array(SIDE ** 2).fill(90));
      } finally {
        await model.close();
      }
    },
  },
};
