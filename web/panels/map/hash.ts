// This module is browser compatible.

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
  const { subtle } = crypto;
  if (subtle === undefined) return undefined;
  const digest = new Uint8Array(
    await subtle.digest("SHA-256", values as Float32Array<ArrayBuffer>),
  );
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
