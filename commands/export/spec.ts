// This module is browser compatible.
import type { CommandSpec } from "../../cli/flags.ts";

/** The flags of `deno task export`. */
export const SPEC = {
  name: "deno task export",
  summary: "Writes a layers model that TensorFlow.js saved as an ONNX file, and checks it.",
  flags: {
    model: {
      kind: "text",
      value: "MODEL.json",
      bare: true,
      help: "The model.json that model.save() wrote",
    },
    out: {
      kind: "text",
      value: "FILE.onnx",
      letter: "o",
      defaultHelp: "MODEL.onnx, beside it",
      help: "Where to write it",
    },
    "batch-size": {
      kind: "integer",
      value: "N",
      min: 1,
      defaultHelp: "any, chosen at each run",
      help: "Fix the batch size",
    },
    json: { kind: "boolean", help: "Print the summary as one JSON object on stdout" },
  },
  examples: [
    ["deno task export my/model.json -o my.onnx", "a model for every runtime"],
    ["deno task export my/model.json --batch-size 1", "one image at a time, shapes fixed"],
  ],
} as const satisfies CommandSpec;
