import assert from "node:assert/strict";
import { makeNode } from "./make.ts";
import { countOperators, operatorOf, operatorsText } from "./operators.ts";

const node = (opType: string, domain = "") => makeNode(opType, [], [], {}, { domain });

Deno.test("operatorOf() names the domain unless it is ai.onnx, in either spelling", () => {
  const nodes = [node("Conv"), node("Conv", "ai.onnx"), node("Gelu", "com.microsoft")];
  assert.deepEqual(nodes.map(operatorOf), ["Conv", "Conv", "com.microsoft.Gelu"]);
});

Deno.test("countOperators() counts each operator, the most frequent first", () => {
  const nodes = [node("Conv"), node("Relu"), node("Add"), node("Relu"), node("Relu"), node("Add")];
  assert.deepEqual(Object.entries(countOperators(nodes)), [["Relu", 3], ["Add", 2], ["Conv", 1]]);
});

Deno.test("operatorsText() is the sum and a list, or 0", () => {
  assert.equal(operatorsText({ Conv: 3, Relu: 17 }), "20: 3 Conv, 17 Relu");
  assert.equal(operatorsText({}), "0");
});
