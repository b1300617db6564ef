// This module is browser compatible.
import { sha256 } from "../../../data/sha256.ts";

/**
 * SHA-256 of numbers as their bytes, in hexadecimal digits; `undefined` on pages that have no Web
 * Crypto, which are those from another machine without https.
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
