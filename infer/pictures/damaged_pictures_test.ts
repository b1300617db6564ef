import assert from "node:assert/strict";
import { createGenerator } from "../../data/random.ts";
import { WeftError } from "../../error.ts";
import { readImage } from "./image_file.ts";

const FOLDER = new URL("testdata/", import.meta.url);

/** The number of damaged files that are tried: a second of work. */
const TRIALS = 1_500;

Deno.test("readImage() reads a damaged picture or refuses it by a WeftError, whatever the damage", async () => {
  const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
    .filter((name) => /\.(png|jpg|gif|webp)$/.test(name)).sort()
    .map((name) => [name, Deno.readFileSync(new URL(name, FOLDER))] as const);
  const generator = createGenerator(1);
  const counts = { read: 0, refused: 0 };
  for (let trial = 0; trial < TRIALS; trial++) {
    const [name, file] = files[trial % files.length]!;
    const damaged = damage(file, generator.below);
    try {
      assert.equal((await readImage(damaged, name)).length, 784);
      counts.read++;
    } catch (error) {
      assert.ok(error instanceof WeftError, `${name}, trial ${trial}: ${error}`);
      const { message, cause } = error;
      assert.match(message, /^Cannot read /);
      assert.ok(!/undefined|NaN|\[object/.test(message), message);
      const isBug = cause instanceof TypeError || cause instanceof RangeError;
      assert.ok(!isBug, `${name}, trial ${trial}: ${cause}`);
      counts.refused++;
    }
  }
  assert.ok(counts.read > 100 && counts.refused > 100, JSON.stringify(counts));
});

/** Changes, cuts, removes or repeats bytes of a file. */
function damage(file: Uint8Array, below: (end: number) => number): Uint8Array {
  const at = below(file.length), length = 1 + below(30);
  const kinds = [
    () => file.with(at, file[at]! ^ 1 << below(8)),
    () => file.with(below(Math.min(64, file.length)), below(256)),
    () => file.subarray(0, at + 1),
    () => Uint8Array.of(...file.subarray(0, at), ...file.subarray(at + length)),
    () => Uint8Array.of(...file.subarray(0, at + length), ...file.subarray(at)),
  ];
  return kinds[below(kinds.length)]!();
}
