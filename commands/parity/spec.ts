// This module is browser compatible.
import type { CommandSpec } from "../../cli/flag.ts";
import { BACKENDS } from "../../runtime/backends.ts";
import { data, threads, unverified } from "../../cli/shared_flags.ts";

/** The flags of `deno task parity`. */
export const SPEC = {
  name: "deno task parity",
  summary:
    "Runs the same models on the same inputs in every runtime of this machine and compares the " +
    "outputs. Exits with code 1 when a promise is broken.",
  flags: {
    run: {
      kind: "paths",
      names: ["zoo:"],
      value: "RUN|zoo:NAME",
      help: "Runs by name or folder, or models that came with weft " +
        "(default: the newest run of each model, else the whole zoo)",
    },
    backend: {
      kind: "choices",
      choices: BACKENDS.filter((name) => name !== "auto"),
      value: "NAME",
      help: "Compare only these with cpu: wasm, webgpu, cuda (default: all)",
    },
    limit: {
      kind: "integer",
      value: "N",
      min: 1,
      defaultHelp: "all test images",
      help: "Only the first N test images, in every runtime",
    },
    "software-limit": {
      kind: "integer",
      value: "N",
      min: 1,
      defaultHelp: "256, or --limit",
      help: "Only the first N on a GPU in software; 10000 take a quarter of an hour or more",
    },
    threads: threads("Threads of the CPU; WebAssembly always has one"),
    json: { kind: "boolean", help: "Print the measurements as one JSON object on stdout" },
    out: { kind: "path", value: "FILE.md", help: "Also write the tables as Markdown" },
    data: data(
      "The source of the test images",
      "the data that the first model was trained on, else auto",
    ),
    unverified,
  },
  examples: [
    ["deno task parity", "all runtimes of this machine"],
    ["deno task parity --run zoo:lenet zoo:vae --limit 500", "two models on few images"],
    [
      "deno task parity --backend webgpu --software-limit 10000",
      "all test images on a GPU in software, which takes long",
    ],
    ["deno task parity --backend wasm --json", "WebAssembly and the CPU, for a program to read"],
  ],
} as const satisfies CommandSpec;
