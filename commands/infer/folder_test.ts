import assert from "node:assert/strict";
import { join } from "node:path";
import { encode } from "fast-png";
import { runRecorded } from "../../cli/testing/recorded.ts";
import { bandClassifier, bandImage } from "../../tests/models/band_classifier.ts";
import { infer } from "./main.ts";
import { SPEC } from "./spec.ts";

const run = (...args: string[]) => runRecorded(SPEC, infer, args);

/** A folder with a model and a folder of photos: two pictures, one of them in a subfolder. */
async function withPhotos(test: (folder: string, photos: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir(), photos = join(folder, "photos");
  const picture = encode({ width: 28, height: 28, channels: 1, depth: 8, data: bandImage(7) });
  try {
    await Deno.mkdir(join(photos, "older"), { recursive: true });
    await Deno.writeFile(join(folder, "model.onnx"), bandClassifier());
    await Deno.writeFile(join(photos, "c.png"), picture);
    await Deno.writeFile(join(photos, "older", "d.png"), picture);
    await Deno.writeTextFile(join(photos, "b.jpg"), "hello");
    await Deno.writeTextFile(join(photos, "a.avif"), "");
    await test(folder, photos);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("infer --input of a folder reports what it cannot read, does the rest and exits with 1", () =>
  withPhotos(async (folder, photos) => {
    const args = ["--model", folder, "--input", photos, "--json"];
    const { code, stdout, stderr } = await run(...args);
    assert.equal(code, 1, stderr);
    assert.deepEqual(
      stdout.trimEnd().split("\n").map((line) => JSON.parse(line).image),
      [join(photos, "c.png")],
    );
    assert.match(stderr, /^notice: Cannot read .*b\.jpg: it is not an image\. Give a PNG/m);
    assert.match(stderr, /^notice: .*photos has pictures in formats .*\(1 AVIF\)/m);
    assert.match(stderr, /^notice: .*photos has subfolders \(older\): add --recursive/m);
    assert.match(stderr, /^error: Cannot read 1 of 2 files; the others are done\./m);
    const all = await run(...args, "--recursive");
    assert.equal(all.stdout.trimEnd().split("\n").length, 2);
    const strict = await run(...args, "--strict");
    assert.deepEqual([strict.code, strict.stdout], [1, ""]);
    assert.match(strict.stderr, /^error: Cannot read .*b\.jpg: it is not an image\./m);
    assert.equal((await run("--split", "test", "--strict")).code, 2);
  }));
