import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { WeftError } from "../error.ts";
import { sha256 } from "./sha256.ts";

Deno.test("sha256() gives the hashes of FIPS 180-2, appendix B, for texts and bytes", async () => {
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(await sha256("abc"), abc);
  assert.equal(await sha256(Uint8Array.of(97, 98, 99)), abc);
  const digits = createHash("sha256").update("é").digest("hex");
  assert.equal(await sha256("é"), digits);
  const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  assert.equal(await sha256(new Uint8Array(0)), empty);
});

Deno.test("sha256() hashes the bytes of a view and nothing around it", async () => {
  const numbers = Float32Array.of(1, 2, 3, 4);
  const expected = createHash("sha256").update(new Uint8Array(numbers.buffer, 4, 8)).digest("hex");
  assert.equal(await sha256(numbers.subarray(1, 3)), expected);
});

Deno.test("sha256() says what to do on a page without crypto.subtle", async () => {
  const { crypto } = globalThis;
  Object.defineProperty(globalThis, "crypto", { value: {}, configurable: true });
  try {
    await assert.rejects(sha256("abc"), (error: unknown) => {
      assert.ok(error instanceof WeftError);
      assert.equal(error.code, "runtime");
      assert.match(error.message, /secure context/);
      assert.match(error.hint, /https or from localhost/);
      return true;
    });
  } finally {
    Object.defineProperty(globalThis, "crypto", { value: crypto, configurable: true });
  }
});
