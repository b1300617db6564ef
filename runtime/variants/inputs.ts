// This module is browser compatible.
import type { Feeds, Session } from "../session.ts";

/** Numbers for one input of a model. */
export interface InputTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32" | "bool";
  readonly data: Float32Array;
}

/** The inputs of one run. */
export type Batch = readonly InputTensor[];

const STORAGE = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** Makes the tensors of a run. */
export function feedsOf({ Tensor }: Session, batch: Batch): Feeds {
  return Object.fromEntries(batch.map(({ name, shape, dtype, data }) => [
    name,
    // The constructor is overloaded by type; the storage of the type is what it takes.
    new Tensor(dtype as "float32", STORAGE[dtype].from(data) as Float32Array, shape),
  ]));
}
