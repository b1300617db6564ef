import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { WeftError } from "../error.ts";
import { gunzip, isGzip } from "./gunzip.ts";

const content = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) % 251);
const zipped = new Uint8Array(gzipSync(content));

function assertRefused(bytes: Uint8Array, cap: number, message: RegExp): void {
  assert.throws(() => gunzip(bytes, "a.gz", cap), (error) => {
    assert.ok(error instanceof WeftError);
    assert.equal(error.code, "data");
    assert.match(error.message, /^Cannot read a\.gz: /);
    assert.match(error.message, message);
    return true;
  });
}

Deno.test("isGzip() goes by the first two bytes", () => {
  assert.equal(isGzip(zipped), true);
  assert.equal(isGzip(content), false);
  assert.equal(isGzip(Uint8Array.of(0x1f, 0)), false);
  assert.equal(isGzip(Uint8Array.of(0, 0x8b)), false);
  assert.equal(isGzip(new Uint8Array(0)), false);
});

Deno.test("gunzip() decompresses gzip and leaves other bytes alone", () => {
  assert.deepEqual(gunzip(zipped, "a.gz", 5000), content);
  assert.equal(gunzip(content, "a", 5000), content);
});

Deno.test("gunzip() refuses more content than the cap, gzipped or not", () => {
  assertRefused(zipped, 4999, /expected at most 4999 bytes/);
  assertRefused(content, 4999, /expected at most 4999 bytes/);
});

Deno.test("gunzip() stops a bomb at the cap", () => {
  const bomb = gzipSync(new Uint8Array(64 * 1024 * 1024));
  const before = Deno.memoryUsage().rss;
  assertRefused(bomb, 1000, /expected at most 1000 bytes/);
  assert.ok(Deno.memoryUsage().rss - before < 32 * 1024 * 1024);
});

Deno.test("gunzip() refuses a gzip file that is cut short", () => {
  assertRefused(zipped.subarray(0, zipped.length - 9), 5000, /corrupt or cut short/);
  assertRefused(zipped.subarray(0, 5), 5000, /corrupt or cut short/);
});

Deno.test("gunzip() refuses a gzip file with a flipped bit", () => {
  for (const at of [zipped.length >> 1, zipped.length - 6]) {
    const damaged = zipped.slice();
    damaged[at]! ^= 1;
    assertRefused(damaged, 5000, /corrupt/);
  }
});
