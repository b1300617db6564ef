import assert from "node:assert/strict";

/**
 * Asserts that two typed arrays have the same bytes; the error names the first difference.
 * `assert.deepEqual` would print all differences, which takes minutes and gigabytes for a
 * checkpoint.
 *
 * @param what The name of the arrays in the error.
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
