import assert from "node:assert/strict";
import type { CpuNode } from "./nodes_on_cpu.ts";
import { placementText } from "./placement_text.ts";

const node = (name: string, op = "Round"): CpuNode => ({ name, op, type: "float32" });

Deno.test("nodes on the CPU and unknown nodes are named apart, those without a name counted", () => {
  assert.equal(placementText({ onCpu: [], unknown: [] }), "every node");
  assert.equal(
    placementText({ onCpu: [node("a"), node(""), node("")], unknown: [node("b")] }),
    "all but 3 nodes, which run on the CPU: a (float32), 2 Round (float32); and 1 node, which is " +
      "not in weft's table: b (float32)",
  );
});

Deno.test("a long list ends with the number of further nodes", () => {
  const many = Array.from({ length: 11 }, (_, i) => node(`n${i}`));
  assert.match(placementText({ onCpu: many, unknown: [] }), /n7 \(float32\), and 3 more$/);
});
