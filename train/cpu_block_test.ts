import assert from "node:assert/strict";
import { targets } from "../compiler/mod.ts";
import { cpuTarget } from "./cpu_block.ts";

Deno.test("cpuTarget() takes a block size that is right on this machine, or none", async () => {
  const target = await cpuTarget();
  assert.ok([0, 8, 16].includes(target.block), `${target.block}`);
  assert.deepEqual({ ...target, block: 0 }, targets.cpu);
  assert.deepEqual(await cpuTarget(), target, "the same again: a run depends on it");
});

Deno.test("cpuTarget() takes Conv when each block size fails or is wrong", async () => {
  const plain = Float32Array.of(1, 2, 3);
  const fail = () => Promise.reject(new Error("no kernel"));
  const wrong = Promise.resolve(Float32Array.of(1, 2, 3.001));
  const results = [
    (block: number) => block === 0 ? Promise.resolve(plain) : fail(),
    (block: number) => block === 0 ? Promise.resolve(plain) : wrong,
    (block: number) => Promise.resolve(block === 0 ? plain : Float32Array.of(1, 2, NaN)),
  ];
  for (const compute of results) assert.equal((await cpuTarget(compute)).block, 0);
});

Deno.test("cpuTarget() takes the widest block size that agrees", async () => {
  const agrees = (...blocks: number[]) => (block: number) =>
    Promise.resolve(Float32Array.of(block === 0 || blocks.includes(block) ? 1 : 2));
  assert.equal((await cpuTarget(agrees(8, 16))).block, 16);
  assert.equal((await cpuTarget(agrees(8))).block, 8);
});
