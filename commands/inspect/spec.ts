// This module is browser compatible.
import type { CommandSpec } from "../../cli/flag.ts";

/** The flags of `deno task inspect`. */
export const SPEC = {
  name: "deno task inspect",
  summary: "Prints what an ONNX file holds, and which nodes a GPU provider would leave to the CPU.",
  flags: {
    model: { kind: "path", value: "FILE.onnx", bare: true, help: "The file, of any program" },
    json: { kind: "boolean", help: "Print it as one JSON object on stdout" },
  },
  examples: [
    ["deno task inspect models/zoo/lenet/model.onnx", "a table"],
    ["deno task inspect model.onnx --json", "the same as JSON"],
  ],
} as const satisfies CommandSpec;
