import assert from "node:assert/strict";
import { join } from "node:path";
import { createGenerator } from "../data/random.ts";
import { WeftError } from "../error.ts";
import {
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  writeCheckpoint,
} from "./checkpoint.ts";
import type { Position } from "./position.ts";
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from "./safetensors.ts";

const SHAPES = new Map<string, readonly number[]>([
  ["fc/kernel", [2, 2]],
  ["fc/kernel/adam_m", [2, 2]],
  ["adam/beta1_power", []],
]);

const tensor = (...shape: number[]): StoredTensor => {
  const size = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Float32Array.from({ length: size }, (_, i) => i + 0.5) };
};

const state = (stream: number) => createGenerator(1, stream).state();

const POSITION: Position = {
  epoch: 3,
  step: 7,
  sums: { loss: 12.25, correct: 40 },
  shuffle: state(0),
  augment: state(1),
  noise: state(2),
  best: { epoch: 2, loss: 0.5 },
};

const CHECKPOINT: Checkpoint = {
  model: "lenet",
  position: POSITION,
  state: new Map([...SHAPES].map(([name, shape]) => [name, tensor(...shape)])),
  best: new Map([["fc/kernel", tensor(2, 2)]]),
};

const decode = (bytes: Uint8Array, model = "lenet", shapes = SHAPES) =>
  decodeCheckpoint(bytes, "run/checkpoint.safetensors", model, shapes);

function assertRefused(run: () => unknown, message: RegExp): void {
  assert.throws(run, (error) => {
    assert.ok(error instanceof WeftError, `${error}`);
    assert.equal(error.code, "checkpoint");
    assert.match(error.message, message);
    assert.ok(error.hint.length > 0);
    return true;
  });
}

Deno.test("decodeCheckpoint() gives back state, position and the tensors of the best epoch", () => {
  assert.deepEqual(decode(encodeCheckpoint(CHECKPOINT)), CHECKPOINT);
});

Deno.test("encodeCheckpoint() gives the same bytes for the same checkpoint", () => {
  const again: Checkpoint = { ...CHECKPOINT, state: new Map([...CHECKPOINT.state].reverse()) };
  assert.deepEqual(encodeCheckpoint(again), encodeCheckpoint(CHECKPOINT));
});

Deno.test("decodeCheckpoint() refuses the checkpoint of another model", () => {
  assertRefused(
    () => decode(encodeCheckpoint(CHECKPOINT), "lenet-modified"),
    /^Cannot resume from run\/checkpoint\.safetensors: it belongs to the model lenet, not lenet-modified$/,
  );
});

Deno.test("decodeCheckpoint() refuses the state of another optimizer or shape", () => {
  const bytes = encodeCheckpoint(CHECKPOINT);
  const cases: [changes: [string, readonly number[] | undefined][], message: RegExp][] = [
    [
      [["fc/kernel/adam_m", undefined], ["fc/kernel/sgd_velocity", [2, 2]]],
      /'fc\/kernel\/sgd_velocity' is missing/,
    ],
    [[["adam/beta1_power", undefined]], /'adam\/beta1_power' is not part of the model/],
    [[["fc/kernel", [4]]], /'fc\/kernel' has the shape \[2,2\], not \[4\]/],
  ];
  for (const [changes, message] of cases) {
    const shapes = new Map(SHAPES);
    for (const [name, shape] of changes) {
      if (shape) shapes.set(name, shape);
      else shapes.delete(name);
    }
    assertRefused(() => decode(bytes, "lenet", shapes), message);
  }
});

Deno.test("decodeCheckpoint() checks the tensors of the best epoch too", () => {
  const best = (name: string, ...shape: number[]) =>
    encodeCheckpoint({ ...CHECKPOINT, best: new Map([[name, tensor(...shape)]]) });
  assertRefused(() => decode(best("fc/kernel", 4)), /has the shape \[4\], not \[2,2\]/);
  assertRefused(() => decode(best("other", 4)), /'other' is not part of the model/);
});

Deno.test("decodeCheckpoint() refuses another safetensors file", () => {
  const other = encodeSafetensors({ tensors: CHECKPOINT.state, metadata: {} });
  assertRefused(() => decode(other), /it is not a checkpoint of weft/);
});

Deno.test("decodeCheckpoint() refuses a damaged position", () => {
  const positions = [
    undefined,
    "",
    "null",
    "{}",
    "[1]",
    JSON.stringify({ ...POSITION, epoch: 0 }),
    JSON.stringify({ ...POSITION, step: -1 }),
    JSON.stringify({ ...POSITION, step: 1.5 }),
    JSON.stringify({ ...POSITION, sums: { loss: null } }),
    JSON.stringify({ ...POSITION, noise: undefined }),
  ];
  for (const position of positions) {
    const metadata = { format: "weft-checkpoint-1", model: "lenet" };
    const bytes = encodeSafetensors({
      tensors: CHECKPOINT.state,
      metadata: position === undefined ? metadata : { ...metadata, position },
    });
    assertRefused(() => decode(bytes), /its position is damaged/);
  }
});

Deno.test("decodeCheckpoint() refuses a checkpoint with any bit of a number changed", () => {
  const bytes = encodeCheckpoint(CHECKPOINT);
  for (let i = 1; i <= 16; i++) {
    const changed = bytes.slice();
    changed[bytes.length - i]! ^= 1;
    assertRefused(() => decode(changed), /its checksum differs/);
  }
});

Deno.test("decodeCheckpoint() reads a checkpoint of the format without a checksum", () => {
  const { tensors, metadata: { crc32: _, ...metadata } } = decodeSafetensors(
    encodeCheckpoint(CHECKPOINT),
    "new",
  );
  const old = { tensors, metadata: { ...metadata, format: "weft-checkpoint-1" } };
  assert.deepEqual(decode(encodeSafetensors(old)), CHECKPOINT);
  const stripped = { tensors, metadata };
  assertRefused(() => decode(encodeSafetensors(stripped)), /its checksum differs/);
});

Deno.test("writeCheckpoint() writes what decodeCheckpoint() reads, and nothing else", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "checkpoint.safetensors");
    await writeCheckpoint(path, CHECKPOINT);
    await writeCheckpoint(path, CHECKPOINT);
    assert.deepEqual(decode(await Deno.readFile(path)), CHECKPOINT);
    assert.equal([...Deno.readDirSync(folder)].length, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
