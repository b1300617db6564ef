// This module is browser compatible.
import type { CommandSpec } from "../../cli/flag.ts";

/** The flags of `deno task doctor`. */
export const SPEC = {
  name: "deno task doctor",
  summary: "Reports which backends work on this machine, and how to fix the others.",
  flags: {
    json: { kind: "boolean", help: "Print the report as JSON on stdout" },
  },
  examples: [
    ["deno task doctor", "a table"],
    ["deno task doctor --json", "the same as JSON, for a program or a bug report"],
  ],
} as const satisfies CommandSpec;
