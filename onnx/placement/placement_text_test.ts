import assert from "node:assert/strict";
import type { CpuNode } from "./nodes_on_cpu.ts";
import { placementText } from "./placement_text.ts";

const node = (name: string, op = "Round"): CpuNode => ({ name, op, type: "float32" });

Deno.test("nodes on the CPU and unknown nodes are named apart, those without a name counted", () => {
  assert.equal(placementText({ onCpu: [], unknown: [], failing: [] }), "every node");
  assert.equal(
    placementText({ onCpu: [node("a"), node(""), node("")], unknown: [node("b")], failing: [] }),
    "all but 3 nodes, which run on the CPU: a (float32), 2 Round (float32); and 1 node, which is " +
      "not in weft's table: b (float32)",
  );
  assert.equal(
    placementText({ onCpu: [], unknown: [], failing: [node("c", "LSTM")] }),
    "all but 1 node, which is taken and not computed, so that it does not run: c (float32)",
  );
});

Deno.test("a long list ends with the number of further nodes", () => {
  const many = Array.from({ length: 11 }, (_, i) => node(`n${i}`));
  assert.match(
    placementText({ onCpu: many, unknown: [], failing: [] }),
    /n7 \(float32\), and 3 more$/,
  );
});
