import assert from "node:assert/strict";
import { join } from "node:path";
import { readStage, readStageFile, stageKey, writeStage } from "./stage_store.ts";

const inFolder = (test: (folder: string) => Promise<void>) => async () => {
  const folder = await Deno.makeTempDir({ prefix: "weft-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
};

const bytes = Uint8Array.of(1, 2, 3);
const RESULT = {
  data: { accuracy: 0.9 },
  blocks: [{ kind: "paragraph", text: "Good." }],
  files: [{ path: "images/a/b.png", bytes }],
} as const;

Deno.test("stageKey() depends on every setting, and not on the order of properties", async () => {
  assert.equal(
    await stageKey({ a: 1, b: { c: [2], d: 3 } }),
    await stageKey({ b: { d: 3, c: [2] }, a: 1 }),
  );
  const settings = [{ a: 1 }, { a: 2 }, { b: 1 }, { a: [1, 2] }, { a: [2, 1] }];
  const keys = await Promise.all(settings.map(stageKey));
  assert.equal(new Set(keys).size, keys.length);
});

Deno.test(
  "readStage() returns the stored result for its key only",
  inFolder(async (folder) => {
    const stored = await writeStage(folder, "k1", 2.5, RESULT);
    assert.deepEqual(await readStage(folder, "k1"), stored);
    assert.deepEqual(stored.data, RESULT.data);
    assert.deepEqual(await readStageFile(folder, "images/a/b.png"), bytes);
    assert.equal(await readStage(folder, "k2"), undefined);
  }),
);

Deno.test(
  "readStage() returns undefined for a damaged result or a missing file",
  inFolder(async (folder) => {
    assert.equal(await readStage(folder, "k"), undefined);
    await writeStage(folder, "k", 1, RESULT);
    await Deno.remove(join(folder, "files/images/a/b.png"));
    assert.equal(await readStage(folder, "k"), undefined);
    await writeStage(folder, "k", 1, RESULT);
    await Deno.writeTextFile(join(folder, "result.json"), '{"key":"k"');
    assert.equal(await readStage(folder, "k"), undefined);
  }),
);

Deno.test(
  "writeStage() removes the files of an earlier result",
  inFolder(async (folder) => {
    await writeStage(folder, "k1", 1, RESULT);
    await writeStage(folder, "k2", 1, { ...RESULT, files: [{ path: "c.png", bytes }] });
    await assert.rejects(readStageFile(folder, "images/a/b.png"), /no such file/);
  }),
);
