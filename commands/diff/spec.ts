// This module is browser compatible.
import type { CommandSpec } from "../../cli/flag.ts";
import { BACKENDS } from "../../runtime/backends.ts";

/** The flags of `deno task diff`. */
export const SPEC = {
  name: "deno task diff",
  summary: "Runs a model in two runtimes, or two models in one, and finds the first node where " +
    "they part. Exits with code 1 when they do.",
  flags: {
    a: { kind: "path", value: "A.onnx", bare: true, help: "The model, of any program" },
    b: { kind: "path", value: "B.onnx", bare: true, help: "Another one, to compare A with" },
    backend: {
      kind: "choices",
      choices: BACKENDS.filter((name) => name !== "auto"),
      value: "NAME",
      defaultHelp: "cpu,wasm for one model, cpu for two",
      help: "The runtimes; the first is what the others are compared with. One, with one model: " +
        "compares its optimised graph with the graph as it is",
    },
    input: {
      kind: "paths",
      value: "[NAME=]FILE",
      help: "Inputs from .npy, .json or .pb files (default: seeded random numbers)",
    },
    shape: {
      kind: "texts",
      value: "NAME=1,2,3",
      help: "The shape of a random input, where the file leaves it open",
    },
    seed: { kind: "integer", value: "N", min: 0, default: 1, help: "Seed of the random inputs" },
    tolerance: {
      kind: "number",
      value: "X",
      min: 0,
      defaultHelp: "1e-4 for float32, and rounding",
      help: "Allowed difference of floats, in standard deviations of the value",
    },
    out: {
      kind: "path",
      value: "DIR",
      defaultHelp: "A-diff, in the current folder",
      help: "Where to write the reproduction",
    },
    json: { kind: "boolean", help: "Print the result as one JSON object on stdout" },
  },
  examples: [
    ["deno task diff model.onnx", "the CPU provider against WebAssembly"],
    ["deno task diff model.onnx --backend cpu,webgpu --shape tokens=1,16", "a GPU; a free length"],
    ["deno task diff before.onnx after.onnx --input image=photo.npy", "two files, one input"],
    ["deno task diff model.onnx --backend cpu", "what ONNX Runtime's optimisation changes"],
  ],
} as const satisfies CommandSpec;
