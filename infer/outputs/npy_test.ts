import assert from "node:assert/strict";
import { encodeNpy } from "./npy.ts";

Deno.test("encodeNpy() writes a header padded to 64 bytes, and little-endian values", () => {
  const file = encodeNpy([2, 3], new Float32Array([0, 1, -2, 0.5, Infinity, 3]));
  assert.equal(String.fromCharCode(...file.subarray(1, 6)), "NUMPY");
  assert.deepEqual([...file.subarray(0, 8)].filter((_, i) => i === 0 || i > 5), [0x93, 1, 0]);
  const view = new DataView(file.buffer);
  const start = 10 + view.getUint16(8, true);
  assert.equal(start % 64, 0);
  const header = new TextDecoder().decode(file.subarray(10, start));
  assert.match(header, /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(2, 3\), \} *\n$/);
  const values = Array.from({ length: 6 }, (_, i) => view.getFloat32(start + 4 * i, true));
  assert.deepEqual(values, [0, 1, -2, 0.5, Infinity, 3]);
  assert.equal(file.length, start + 24);
});

Deno.test("encodeNpy() writes a shape of one axis as Python's one-tuple", () => {
  const file = encodeNpy([2], new Float32Array(2));
  assert.match(new TextDecoder().decode(file.subarray(10, 128)), /'shape': \(2,\)/);
});
