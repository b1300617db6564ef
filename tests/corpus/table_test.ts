import assert from "node:assert/strict";
import { PACKAGES } from "./packages.ts";
import type { ModelRecord } from "./record.ts";
import { corpusPage } from "./table.ts";

const good: ModelRecord = {
  inputs: "[n, 4]",
  checker: "",
  export: {
    seconds: 0.5,
    peak: 120,
    size: 1.5,
    parameters: 1234,
    nodes: { Gemm: 2, Relu: 1 },
    nodesOnCpu: { cuda: [], webgpu: [{ name: "a", op: "Round", type: "float32" }] },
    anyBatch: true,
  },
  tfjs: { method: "execute", seconds: 1 },
  checks: {
    1: { difference: 1e-6, tolerance: 1e-4, tfjs: "wasm" },
    3: { difference: 2e-6, tolerance: 1e-4, tfjs: "cpu" },
  },
  wasm: { bySize: 0, difference: 0 },
};

const model = (name: string) => ({ name, path: "", kind: "graph" as const, generator: "" });

Deno.test("the page has a row for each model, and counts those that tfjs runs", () => {
  const page = corpusPage([{
    item: PACKAGES[0]!,
    weightsOnly: 2,
    models: [
      { model: model("toy/a.json"), record: good },
      { model: model("toy/b.json"), record: { ...good, refused: "a | b\nc" } },
      { model: model("toy/c.json"), record: { refused: "custom", tfjs: { refused: "custom" } } },
    ],
  }]);
  assert.match(
    page,
    /^Of 3 different models, tfjs runs 2\. 1 of 2 that it runs by predict or execute/m,
  );
  assert.match(
    page,
    /^\| toy\/a.json +\| graph +\| \[n, 4\] +\| n +\| 3 +\| 1,234 +\| 2.0e-6 +\|.*\| 1, 0 +\|$/m,
  );
  assert.match(page, /^\| toy\/b.json +\| graph +\| by execute +\| a \\\| b c \|$/m);
  assert.match(page, /^\| toy\/c.json +\| graph +\| no +\| custom +\|$/m);
  assert.match(page, /^\| @codait.* +\| 3 +\| 2 +\|$/m);
});
