// This module is browser compatible.
import type { CommandSpec } from "../../cli/flag.ts";

/** The flags of `deno task export`. */
export const SPEC = {
  name: "deno task export",
  summary: "Writes a model of TensorFlow.js as an ONNX file, and checks it.",
  flags: {
    model: {
      kind: "path",
      value: "MODEL.json",
      bare: true,
      help: "The model.json of a layers model or a graph model",
    },
    out: {
      kind: "path",
      value: "FILE.onnx",
      letter: "o",
      defaultHelp: "MODEL.onnx, beside it",
      help: "Where to write it; a folder, such as hub/, gets the layout of a model hub",
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
    constant: {
      kind: "texts",
      value: "NAME=NUMBER",
      defaultHelp: "none",
      help: "Make an input of a graph model a constant, such as is_training=0",
    },
    outputs: {
      kind: "texts",
      value: "NODE",
      defaultHelp: "all outputs",
      help: "End the graph at these outputs, nodes or layers",
    },
    fp16: { kind: "boolean", help: "Write a file in float16 too, MODEL_fp16.onnx" },
    int8: { kind: "boolean", help: "Write a file with weights in 8 bits too, MODEL_int8.onnx" },
    calibrate: {
      kind: "path",
      value: "PHOTOS/",
      help: "Pictures like those the model will see: int8 then computes in integers",
    },
    pixels: {
      kind: "text",
      value: "LOW,HIGH",
      defaultHelp: "0,1",
      help: "The numbers that black and white are in the model's input",
    },
    json: { kind: "boolean", help: "Print the summary as one JSON object on stdout" },
  },
  examples: [
    ["deno task export my/model.json -o my.onnx", "a model for every runtime"],
    ["deno task export my/model.json --batch-size 1", "one image at a time, shapes fixed"],
    ["deno task export m.json --shape image=batch,224,224,3", "a model that takes any size"],
    ["deno task export m.json --outputs embedding", "the graph up to one node or layer"],
    ["deno task export my/model.json -o hub/ --fp16 --int8", "a folder for a model hub"],
  ],
} as const satisfies CommandSpec;
