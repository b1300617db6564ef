import assert from "node:assert/strict";
import { crc32 as nodeCrc32 } from "node:zlib";
import { crc32 } from "./crc32.ts";

Deno.test("crc32() equals zlib's", () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i * 7);
  for (const part of [new Uint8Array(), bytes.subarray(3, 4), bytes]) {
    assert.equal(crc32(part), nodeCrc32(part));
  }
});
