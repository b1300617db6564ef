import assert from "node:assert/strict";
import { byteRange } from "./byte_range.ts";

Deno.test("byteRange() gives the positions of the bytes that are asked for", () => {
  const ranges: [header: string, start: number, end: number][] = [
    ["bytes=0-0", 0, 0],
    ["bytes=2-5", 2, 5],
    ["bytes=2-", 2, 9],
    ["bytes=9-9", 9, 9],
    ["bytes=2-99", 2, 9],
    ["bytes=-1", 9, 9],
    ["bytes=-10", 0, 9],
    ["bytes=-99", 0, 9],
    ["BYTES=1-2", 1, 2],
  ];
  for (const [header, start, end] of ranges) {
    assert.deepEqual(byteRange(header, 10), { start, end }, header);
  }
});

Deno.test("byteRange() tells a range behind the end, and an empty one", () => {
  for (const header of ["bytes=10-", "bytes=10-11", "bytes=99-", "bytes=-0"]) {
    assert.equal(byteRange(header, 10), "unsatisfiable", header);
  }
  assert.equal(byteRange("bytes=0-", 0), "unsatisfiable");
  assert.equal(byteRange("bytes=-5", 0), "unsatisfiable");
});

Deno.test("byteRange() ignores what is not one valid range", () => {
  for (
    const header of [
      undefined,
      "",
      "bytes=",
      "bytes=-",
      "bytes=5-2",
      "bytes=1",
      "bytes=a-b",
      "lines=1-2",
      "bytes=0-1,3-4",
    ]
  ) assert.equal(byteRange(header, 10), undefined, `${header}`);
});
