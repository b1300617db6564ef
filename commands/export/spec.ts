// This module is browser compatible.
import type { CommandSpec } from "../../cli/flags.ts";

/** The flags of `deno task export`. */
export const SPEC = {
  name: "deno task export",
  summary: "Writes a model of TensorFlow.js as an ONNX file, and checks it.",
  flags: {
    model: {
      kind: "text",
      value: "MODEL.json",
      bare: true,
      help: "The model.json of a layers model or a graph model",
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
    shape: {
      kind: "texts",
      value: "NAME=1,224,224,3",
      defaultHelp: "as in the model",
      help: "Fix the lengths of an input; batch in place of a number keeps that length free",
    },
    outputs: {
      kind: "texts",
      value: "NODE",
      defaultHelp: "all outputs",
      help: "End the graph at these outputs, nodes or layers",
    },
    json: { kind: "boolean", help: "Print the summary as one JSON object on stdout" },
  },
  examples: [
    ["deno task export my/model.json -o my.onnx", "a model for every runtime"],
    ["deno task export my/model.json --batch-size 1", "one image at a time, shapes fixed"],
    ["deno task export m.json --shape image=batch,224,224,3", "a model that takes any size"],
    ["deno task export m.json --outputs embedding", "the graph up to one node or layer"],
  ],
} as const satisfies CommandSpec;
