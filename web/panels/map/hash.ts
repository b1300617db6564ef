// This module is browser compatible.

/**
 * SHA-256 of numbers as their bytes, in hexadecimal digits; `undefined` on pages that have no Web Crypto, which are those
 * from another machine without https.
 *
 * @example
 * ```ts
 * const hash = await hashOf(Float32Array.of());
 * console.assert(hash!.startsWith("e3b0c442"));
 * ```
 */
export async function hashOf(values: Float32Array): Promise<string | undefined> {
  const { subtle } = crypto;
  if (subtle === undefined) return undefined;
  const digest = new Uint8Array(
    await subtle.digest("SHA-256", values as Float32Array<ArrayBuffer>),
  );
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
