import assert from "node:assert/strict";
import { join } from "node:path";
import { encode } from "fast-png";
import { synthesize } from "../data/synthetic.ts";
import { succeed } from "./command.ts";

/**
 * What is promised of a machine with nothing else to do; it takes 165 ms on two cores of an AMD
 * EPYC (Zen 4).
 */
const MILLISECONDS = 400;

/** A busy machine has quiet moments. */
const ATTEMPTS = 20;

Deno.test(`infer says what is on a picture within ${MILLISECONDS} ms of its start, with auto`, async () => {
  const folder = await Deno.makeTempDir();
  try {
    const picture = join(folder, "shirt.png");
    const { images } = synthesize({ split: "test", count: 1 });
    const shape = { width: 28, height: 28, channels: 1, depth: 8 } as const;
    await Deno.writeFile(picture, encode({ ...shape, data: images }));
    const times: number[] = [];
    for (let i = 0; i < ATTEMPTS && !times.some((time) => time < MILLISECONDS); i++) {
      const began = performance.now();
      const { stdout } = await succeed("infer", ["--model", "zoo:lenet", "--input", picture]);
      times.push(performance.now() - began);
      assert.match(stdout, /shirt\.png\n {2}\S.* %/);
    }
    assert.ok(times.some((time) => time < MILLISECONDS), times.map(Math.round).join(", "));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
