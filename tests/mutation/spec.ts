import type { CommandSpec } from "../../cli/flag.ts";
import type { FlagValues } from "../../cli/flags.ts";

/** The flags of `deno task mutate`. */
export const SPEC = {
  name: "deno task mutate",
  summary: "Changes lines of the source at random, and runs the tests that must notice.",
  flags: {
    mutants: {
      kind: "integer",
      value: "N",
      default: 60,
      min: 1,
      help: "The number of changes, one at a time",
    },
    seed: {
      kind: "integer",
      value: "N",
      default: 1,
      min: 0,
      max: 2 ** 32 - 1,
      help: "The seed; the same seed and source give the same changes",
    },
    only: {
      kind: "text",
      value: "FOLDER",
      help: "The folder or file to change, from the root of the repository",
    },
    json: { kind: "boolean", help: "Print the result as JSON" },
  },
  examples: [
    ["deno task mutate", "60 mutants, in about a quarter of an hour"],
    ["deno task mutate --mutants 1000 --seed 7", "a night"],
    ["deno task mutate --only onnx/placement/", "mutants of one folder"],
  ],
} as const satisfies CommandSpec;

/** The values of the flags of `deno task mutate`. */
export type MutateFlags = FlagValues<typeof SPEC>;
