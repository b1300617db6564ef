// This module is browser compatible.
import type { CommandSpec } from "../../cli/flags.ts";
import { BACKENDS } from "../../runtime/backends.ts";
import { unverified } from "../../cli/shared_flags.ts";

/** The flags of `deno task parity`. */
export const SPEC = {
  name: "deno task parity",
  summary:
    "Runs the same models on the same inputs in every runtime of this machine and compares the " +
    "answers. Exit code 1 when a promise is broken.",
  flags: {
    run: {
      kind: "paths",
      value: "RUN|zoo:NAME",
      help: "Runs by name or folder, or models that came with weft " +
        "(default: the newest run of each model, else the whole zoo)",
    },
    backend: {
      kind: "choices",
      choices: BACKENDS.filter((name) => name !== "auto"),
      value: "NAME",
      help: "Compare only these with the cpu: wasm, webgpu, cuda (default: all)",
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
      help: "Only the first N where a GPU is software; 10000 takes a quarter of an hour and more",
    },
    threads: {
      kind: "integer",
      value: "N",
      min: 1,
      max: 1_024,
      defaultHelp: "one for each core",
      help: "Threads of the CPU; WebAssembly always has one, where its bits are promised",
    },
    json: { kind: "boolean", help: "Print all that was measured as one object on stdout" },
    out: { kind: "text", value: "FILE.md", help: "Write the tables as Markdown here too" },
    data: {
      kind: "text",
      value: "auto|synthetic|DIR",
      defaultHelp: "the data that the first model was trained on, else auto",
      help: "Where the test images come from",
    },
    unverified,
  },
  examples: [
    ["deno task parity", "everything that this machine has"],
    ["deno task parity --run zoo:lenet zoo:vae --limit 500", "two models, a quick look"],
    [
      "deno task parity --backend webgpu --software-limit 10000",
      "all test images on a GPU in software: leave it alone for a while",
    ],
    ["deno task parity --backend wasm --json", "only WebAssembly beside the CPU, for a program"],
  ],
} as const satisfies CommandSpec;
