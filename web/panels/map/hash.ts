// This module is browser compatible.
import { sha256 } from "../../../data/sha256.ts";

/**
 * The SHA-256 of the bytes of numbers, in hexadecimal digits; `undefined` where the page has no Web
 * Crypto, which needs https or the same machine.
 *
 * @example
 * ```ts
 * const hash = await hashOf(Float32Array.of());
 * console.assert(hash!.startsWith("e3b0c442"));
 * ```
 */
export async function hashOf(values: Float32Array): Promise<string | undefined> {
  return crypto.subtle === undefined ? undefined : await sha256(values);
}
