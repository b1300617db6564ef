import { compareOutputs, outputsOf } from "../../../runtime/variants/compare.ts";
import type { Batch } from "../../../runtime/variants/inputs.ts";
import { makeFloat16 } from "../../../runtime/variants/make_float16.ts";
import { type Int8File, makeInt8, makeStaticInt8 } from "../../../runtime/variants/make_int8.ts";
import { timeRun } from "../../../runtime/variants/time_run.ts";
import { WeftError } from "../../../error.ts";

/** The runtimes of this machine that files are timed in. */
export const TIMED = ["cpu", "wasm"] as const;

/** A kind of file, by the name that follows the model's in a hub: `model_fp16.onnx`. */
export type VariantKind = "float32" | "fp16" | "int8";

/** A file of a model, and its measurements. */
export interface Variant {
  readonly kind: VariantKind;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The numbers that it computes with, in a few words. */
  readonly how: string;
  /** Lines about parts that are different, such as nodes in float32 and why. */
  readonly notes: readonly string[];
  /** The largest difference from the float32 file, relative to the largest number of an output. */
  readonly difference: number;
  /** The milliseconds of the fastest run of {@linkcode VariantOptions.batch} on one thread. */
  readonly milliseconds: Readonly<Record<typeof TIMED[number], number>>;
}

/** The variants to make, and the inputs to measure them with. */
export interface VariantOptions {
  readonly fp16: boolean;
  readonly int8: boolean;
  /** Random inputs of the model. */
  readonly batch: Batch;
  /** Pictures; with some, int8 is static. */
  readonly pictures: readonly Batch[];
}

/** A file that is not measured yet. */
type Unmeasured = Pick<Variant, "kind" | "bytes" | "how" | "notes">;

/**
 * Makes the variants of a float32 file and measures all of them, on the pictures where there are
 * some, else on random inputs.
 *
 * @throws {WeftError} `model` when a variant cannot be made, or has outputs that are not finite
 * where those of the float32 file are.
 */
export async function makeVariants(
  bytes: Uint8Array<ArrayBuffer>,
  { fp16, int8, batch, pictures }: VariantOptions,
): Promise<Variant[]> {
  const seen = [batch, ...pictures];
  const made: Unmeasured[] = [{ kind: "float32", bytes, how: "float32", notes: [] }];
  if (fp16) {
    const { bytes: half, float32Nodes } = await makeFloat16(bytes, seen);
    const notes = float32Nodes.map(({ name, op, reason }) => `${name} (${op}): ${reason}`);
    made.push({ kind: "fp16", bytes: half, how: "float16", notes });
  }
  if (int8) {
    const file = pictures.length > 0 ? await makeStaticInt8(bytes, pictures) : makeInt8(bytes);
    made.push({ kind: "int8", bytes: file.bytes, how: howInt8(file), notes: [] });
  }
  const compared = pictures.length > 0 ? pictures : seen;
  const expected = await outputsOf(bytes, compared);
  const variants: Variant[] = [];
  for (const file of made) {
    const found = file.kind === "float32" ? expected : await outputsOf(file.bytes, compared);
    const difference = compareOutputs(found, expected).largest;
    if (Number.isNaN(difference)) throw notFinite(file.kind);
    variants.push({
      ...file,
      difference,
      milliseconds: {
        cpu: await timeRun(file.bytes, batch, "cpu"),
        wasm: await timeRun(file.bytes, batch, "wasm"),
      },
    });
  }
  return variants;
}

function howInt8({ integerNodes, share }: Int8File): string {
  if (share === undefined) return "weights in 8 bits, computes in float32";
  const nodes = integerNodes.length === 1 ? "1 node" : `${integerNodes.length} nodes`;
  return `${nodes} in integers, ranges of ${100 * share} % of the numbers`;
}

function notFinite(kind: VariantKind): WeftError {
  return new WeftError(
    "model",
    `Cannot make the ${kind} file: some of its outputs are not finite, and float32's are`,
    `Leave --${kind} out, and please report it with the model.json`,
  );
}
