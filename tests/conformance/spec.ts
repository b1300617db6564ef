import type { CommandSpec } from "../../cli/flag.ts";

/** The flags of `deno task conformance`. */
export const SPEC = {
  name: "deno task conformance",
  summary: "Runs tfjs-core's own tests, and every kernel call in them, against the compiler.",
  flags: {
    runtime: {
      kind: "choice",
      choices: ["all", "cpu", "wasm", "webgpu"],
      default: "all",
      help: "The runtime that computes the recorded kernel calls",
    },
    json: { kind: "boolean", help: "Print the counts and failures as one JSON object on stdout" },
  },
  examples: [
    ["deno task conformance", "specs, kernel calls in each runtime, mutations"],
    ["deno task conformance --runtime cpu", "without WebAssembly and WebGPU"],
  ],
} as const satisfies CommandSpec;
