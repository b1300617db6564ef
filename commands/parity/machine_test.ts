import assert from "node:assert/strict";
import { cpus } from "node:os";
import project from "../../deno.json" with { type: "json" };
import { readMachine } from "./machine.ts";

Deno.test("readMachine() has the processor, its cores and the versions of ONNX Runtime", async () => {
  const { system, processor, cores, packages } = await readMachine();
  assert.deepEqual([processor, cores], [cpus()[0]!.model, cpus().length]);
  assert.match(system, /^\w+ \w+$/);
  const versions = ["onnxruntime-node", "onnxruntime-web"].map((name) => [
    name,
    (project.imports as Record<string, string>)[name]!.split("@").at(-1),
  ]);
  assert.deepEqual(Object.entries(packages), versions);
});
