import assert from "node:assert/strict";

/**
 * Asserts that two typed arrays have the same bytes, and says where they first differ.
 * `assert.deepEqual` would work out the difference of the whole: for a checkpoint that takes
 * minutes and gigabytes.
 *
 * @param what What to call them.
 *
 * @example
 * ```ts
 * assertSameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2), "the model");
 * ```
 */
export function assertSameBytes(
  actual: ArrayBufferView,
  expected: ArrayBufferView,
  what: string,
): void {
  const [a, b] = [actual, expected].map(({ buffer, byteOffset, byteLength }) =>
    new Uint8Array(buffer, byteOffset, byteLength)
  ) as [Uint8Array, Uint8Array];
  assert.equal(a.length, b.length, `${what}: ${a.length} bytes, expected ${b.length}`);
  const at = a.findIndex((byte, i) => byte !== b[i]);
  assert.ok(at < 0, `${what}: byte ${at} of ${a.length} is ${a[at]}, expected ${b[at]}`);
}
