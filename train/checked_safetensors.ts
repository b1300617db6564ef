// This module is browser compatible.

import type { TensorData } from "../compiler/mod.ts";
import { crc32 } from "./crc32.ts";
import { encodeSafetensors, type Safetensors } from "./safetensors.ts";

/** Encodes a .safetensors file whose metadata has a CRC-32 of the same file without it. */
export function encodeChecked(
  { tensors, metadata }: Safetensors<TensorData>,
): Uint8Array<ArrayBuffer> {
  return encodeSafetensors({
    tensors,
    metadata: { ...metadata, crc32: sumOf({ tensors, metadata }).toString(16).padStart(8, "0") },
  });
}

/** True when the contents of a file of {@linkcode encodeChecked} are those that were encoded. */
export function isIntact({ tensors, metadata }: Safetensors<TensorData>): boolean {
  const { crc32: sum, ...others } = metadata;
  return sum !== undefined && Number.parseInt(sum, 16) === sumOf({ tensors, metadata: others });
}

const sumOf = (contents: Safetensors<TensorData>) => crc32(encodeSafetensors(contents));
