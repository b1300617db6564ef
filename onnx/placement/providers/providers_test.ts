import assert from "node:assert/strict";
import { elementType } from "../../element_type.ts";
import { type AttributeValues, makeNode } from "../../make.ts";
import { providers } from "./mod.ts";
import type { Provider } from "./provider.ts";

Deno.test("the tables of the providers name the element types that were looked for, each once", () => {
  for (const [name, { operators, types, declines, fails }] of Object.entries(providers)) {
    assert.ok(types.length > 3);
    for (const [op, kernels] of Object.entries(operators)) {
      assert.match(op, /^(\w+\.)*[A-Z]\w+$/, name);
      assert.equal(new Set(kernels).size, kernels.length, `${name} ${op}`);
      for (const type of kernels) {
        assert.ok((types as readonly string[]).includes(type), `${name} ${op} ${type}`);
      }
    }
    // Only an operator that the provider computes can be declined, or fail.
    for (const op of [...Object.keys(declines), ...Object.keys(fails)]) {
      assert.ok((operators as Record<string, readonly string[]>)[op]!.length > 0, `${name} ${op}`);
    }
  }
});

/** Calls that a provider computes, and calls that it declines or that fail. */
const CALLS: readonly (readonly [
  rule: keyof Pick<Provider, "declines" | "fails">,
  provider: keyof typeof providers,
  op: string,
  computed: readonly AttributeValues[],
  others: readonly AttributeValues[],
])[] = [
  ["declines", "cuda", "ArgMax", [{}, { select_last_index: { i: 0 } }], [
    { select_last_index: { i: 1 } },
  ]],
  ["declines", "cuda", "ArgMin", [{}, { select_last_index: { i: 0 } }], [
    { select_last_index: { i: 1 } },
  ]],
  ["declines", "cuda", "ConvTranspose", [{}, { pads: { ints: [1, 2, 1, 2] } }], [
    { pads: { ints: [1, 2, 2, 1] } },
    { pads: { ints: [0, 1] } },
  ]],
  ["declines", "cuda", "LSTM", [{}, { activations: { strings: ["Sigmoid", "TANH", "tanh"] } }], [
    { activations: { strings: ["Tanh", "Tanh", "Tanh"] } },
    ...["Sigmoid,Relu,Tanh", "Sigmoid,Tanh,Relu"].map((list) => ({
      activations: { strings: list.split(",") },
    })),
    { clip: { f: 3 } },
    { activation_alpha: { floats: [1] } },
    { activation_beta: { floats: [1] } },
    { input_forget: { i: 1 } },
  ]],
  ["declines", "cuda", "GRU", [
    {},
    { linear_before_reset: { i: 1 } },
    { activations: { strings: ["Sigmoid", "Tanh", "Sigmoid", "Tanh"] } },
  ], [
    { linear_before_reset: { i: 0 } },
    { activations: { strings: ["Sigmoid", "Tanh", "Sigmoid", "Relu"] } },
    { activations: { strings: ["Tanh", "Tanh"] } },
  ]],
  ["declines", "cuda", "RNN", [{}, { activations: { strings: ["Tanh", "Tanh"] } }], [
    { activations: { strings: ["Relu"] } },
    { activations: { strings: ["Tanh", "Relu"] } },
  ]],
  ["declines", "webgpu", "Cast", [{ to: { i: elementType.float32 } }], [
    { to: { i: elementType.float64 } },
  ]],
  ...["GRU", "LSTM"].map((op) =>
    ["fails", "webgpu", op, [{}, { activations: { strings: ["Relu", "SIGMOID", "tanh"] } }], [
      { activations: { strings: ["Sigmoid", "Tanh", "Elu"] } },
    ]] as const
  ),
];

for (const [rule, provider, op, computed, others] of CALLS) {
  Deno.test(`${provider} computes some calls of ${op}, and ${rule === "fails" ? rule : "not all"}`, () => {
    const test = (providers[provider] as Provider)[rule][op]!;
    const answer = (attributes: AttributeValues) => test(makeNode(op, ["x"], ["y"], attributes));
    assert.deepEqual(computed.map(answer), computed.map(() => false));
    assert.deepEqual(others.map(answer), others.map(() => true));
  });
}

Deno.test("cuda declines an LSTM with peepholes", () => {
  const lstm = (...inputs: string[]) =>
    providers.cuda.declines.LSTM!(makeNode("LSTM", inputs, ["y"]));
  const seven = ["x", "w", "r", "", "", "h", "c"];
  assert.deepEqual([lstm(...seven), lstm(...seven, ""), lstm(...seven, "p")], [false, false, true]);
});
