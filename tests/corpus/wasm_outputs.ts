import { createSession, type Session } from "../../runtime/session.ts";
import type { InputNumbers } from "../../compiler/check/inputs.ts";
import type { OutputNumbers } from "../../compiler/check/difference.ts";

const storage = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

/** Runs a file on wasm with several inputs, by one session: a large graph loads slowly. */
export async function wasmOutputs(
  bytes: Uint8Array,
  batches: readonly (readonly InputNumbers[])[],
  names: readonly string[],
): Promise<OutputNumbers[][]> {
  const session = await createSession(bytes, { backend: "wasm" });
  try {
    const all: OutputNumbers[][] = [];
    for (const inputs of batches) all.push(await run(session, inputs, names));
    return all;
  } finally {
    await session.close();
  }
}

async function run(
  session: Session,
  inputs: readonly InputNumbers[],
  names: readonly string[],
): Promise<OutputNumbers[]> {
  const feeds = Object.fromEntries(inputs.map(({ name, shape, dtype, data }) => [
    name,
    new session.Tensor(
      dtype as "float32",
      storage[dtype].from(data) as Float32Array,
      [...shape],
    ),
  ]));
  const results = await session.run(feeds);
  return names.map((name) => {
    const { type, dims, data } = results[name]!;
    return { type, shape: dims, data: (data as Float32Array).slice() };
  });
}
