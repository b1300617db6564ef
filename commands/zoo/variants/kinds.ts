import type { Batch } from "../../../runtime/variants/inputs.ts";
import { makeFloat16 } from "../../../runtime/variants/make_float16.ts";
import { makeInt8, makeStaticInt8 } from "../../../runtime/variants/make_int8.ts";
import type { VariantKind } from "../../../infer/zoo_manifest.ts";

/** Makes a variant of a float32 file; the batches are images of the training part. */
type Make = (
  bytes: Uint8Array<ArrayBuffer>,
  batches: readonly Batch[],
) => Promise<Uint8Array<ArrayBuffer>>;

/** The variants that are measured. */
export const MAKE: Readonly<Record<VariantKind, Make>> = {
  float32: (bytes) => Promise.resolve(bytes),
  fp16: async (bytes, batches) => (await makeFloat16(bytes, batches)).bytes,
  int8: (bytes) => Promise.resolve(makeInt8(bytes).bytes),
  "int8-static": async (bytes, batches) => (await makeStaticInt8(bytes, batches)).bytes,
};
