import assert from "node:assert/strict";
import { WeftError } from "../error.ts";
import { readNpy } from "./npy.ts";

/** A .npy file as numpy.save writes it. */
function npy(header: string, data: Uint8Array, version = 1): Uint8Array {
  const text = new TextEncoder().encode(header.padEnd(117) + "\n");
  const length = version === 1 ? [text.length, 0] : [text.length, 0, 0, 0];
  return Uint8Array.from([
    0x93,
    ...new TextEncoder().encode("NUMPY"),
    version,
    0,
    ...length,
    ...text,
    ...data,
  ]);
}

const header = (descr: string, shape: string, fortran = "False") =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape}), }`;

Deno.test("readNpy() reads element type, shape and elements of every version", () => {
  const floats = new Uint8Array(Float32Array.of(1, -2, 3.5, 4, 5, 6).buffer);
  for (const version of [1, 2, 3]) {
    const { type, shape, data } = readNpy(npy(header("<f4", "2, 3"), floats, version), "x.npy");
    assert.deepEqual([type, shape, [...data]], ["float32", [2, 3], [1, -2, 3.5, 4, 5, 6]]);
  }
  const scalar = readNpy(npy(header("<i8", ""), new Uint8Array(BigInt64Array.of(-7n).buffer)), "x");
  assert.deepEqual([scalar.type, scalar.shape, scalar.data[0]], ["int64", [], -7n]);
  const bools = readNpy(npy(header("|b1", "2,"), Uint8Array.of(0, 1)), "x");
  assert.deepEqual([bools.type, bools.shape, [...bools.data]], ["bool", [2], [0, 1]]);
  const half = readNpy(npy(header("<f2", "1,"), Uint8Array.of(0, 0x3e)), "x");
  assert.deepEqual([half.type, [...half.data]], ["float16", [1.5]]);
  for (const shape of ["", "2,"]) {
    const column = npy(
      header("|u1", shape, "True"),
      Uint8Array.of(7, 8).subarray(0, shape.length || 1),
    );
    assert.equal(readNpy(column, "x").data[0], 7, "one axis has the same order in Fortran");
  }
  assert.equal(readNpy(npy(header("<f4", "0, 3"), new Uint8Array(0)), "x").data.length, 0);
});

Deno.test("readNpy() refuses other files with a reason", () => {
  const refuses = (bytes: Uint8Array, message: RegExp) =>
    assert.throws(() => readNpy(bytes, "x.npy"), (error: unknown) => {
      assert.ok(error instanceof WeftError && error.code === "data");
      assert.match(error.message, message);
      return true;
    });
  const four = new Uint8Array(16);
  refuses(
    new TextEncoder().encode("[1, 2, 3, 4, 5]"),
    /^Cannot read x\.npy: it is not a .npy file$/,
  );
  refuses(npy(header(">f4", "4,"), four), /not little-endian numbers/);
  refuses(npy(header("<U4", "1,"), four), /not little-endian numbers/);
  refuses(npy("{}", four), /not little-endian numbers/);
  refuses(npy(header("<f4", "2, 2", "True"), four), /in Fortran order/);
  refuses(npy(header("<f4", "5,"), four), /its shape \[5\] needs 20 bytes and it has 16/);
});
