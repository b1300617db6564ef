import assert from "node:assert/strict";
import JSZip from "jszip";
import { zip } from "./zip.ts";

const files = [
  { path: "a.csv", bytes: new TextEncoder().encode("image,label\n".repeat(100)) },
  { path: "figures/b.png", bytes: Uint8Array.from({ length: 500 }, (_, i) => i * i) },
  { path: "ünï.svg", bytes: new Uint8Array(0) },
];

Deno.test("JSZip reads every file of the archive with its bytes, and no folders", async () => {
  const archive = await JSZip.loadAsync(await zip(files), { checkCRC32: true });
  assert.deepEqual(Object.keys(archive.files), files.map(({ path }) => path));
  for (const { path, bytes } of files) {
    assert.deepEqual(await archive.file(path)!.async("uint8array"), bytes);
    assert.equal(archive.file(path)!.date.toISOString(), "1980-01-01T00:00:00.000Z");
  }
});

Deno.test("the same files give the same bytes at another time", async () => {
  const first = await zip(files), { Date } = globalThis;
  const tomorrow = Date.UTC(2100, 0, 1);
  globalThis.Date = class extends Date {
    constructor(...time: number[]) {
      super(...(time.length > 0 ? time : [tomorrow]) as [number]);
    }
    static override now = () => tomorrow;
  } as DateConstructor;
  try {
    assert.deepEqual(await zip(files), first);
  } finally {
    globalThis.Date = Date;
  }
});
