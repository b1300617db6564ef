import type { CommandSpec } from "../../cli/flag.ts";
import type { FlagValues } from "../../cli/flags.ts";
import { TARGETS } from "./targets/mod.ts";

/** The flags of `deno task fuzz`. */
export const SPEC = {
  name: "deno task fuzz",
  summary: "Gives damaged and hostile files to every reader and rewrite.",
  flags: {
    minutes: {
      kind: "number",
      value: "N",
      default: 1,
      min: 0.01,
      max: 100_000,
      help: "The time of all targets together",
    },
    inputs: {
      kind: "integer",
      value: "N",
      default: 1_000_000,
      min: 1,
      help: "Inputs of one target at most; the time that is left goes to the others",
    },
    seed: {
      kind: "integer",
      value: "N",
      default: 1,
      min: 0,
      max: 2 ** 32 - 1,
      help: "The seed; the same seed makes the same inputs",
    },
    only: {
      kind: "choices",
      choices: Object.keys(TARGETS),
      help: "The targets",
    },
    at: {
      kind: "integer",
      value: "N",
      min: 0,
      help: "Repeats one input of one target in this process, with its error",
    },
  },
  examples: [
    ["deno task fuzz", "a minute"],
    ["deno task fuzz --minutes 480 --seed 7", "a night"],
    ["deno task fuzz --only png --seed 7 --at 1234", "one input again"],
  ],
} as const satisfies CommandSpec;

/** The values of the flags of `deno task fuzz`. */
export type FuzzFlags = FlagValues<typeof SPEC>;
