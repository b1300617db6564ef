// This module is browser compatible.
import type { CommandSpec } from "../../cli/flags.ts";

/** The flags of `deno task doctor`. */
export const SPEC = {
  name: "deno task doctor",
  summary: "Says which runtimes work on this machine, and what to do about those that do not.",
  flags: {
    json: { kind: "boolean", help: "Print all that was found out as JSON on stdout" },
  },
  examples: [
    ["deno task doctor", "a table to read"],
    ["deno task doctor --json", "the same for a program, or for a bug report"],
  ],
} as const satisfies CommandSpec;
