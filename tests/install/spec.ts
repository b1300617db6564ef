import type { CommandSpec } from "../../cli/flag.ts";
import type { FlagValues } from "../../cli/flags.ts";
import { CASES } from "./cases.ts";

/** The flags of `deno task test:install`. */
export const SPEC = {
  name: "deno task test:install",
  summary: "Installs the npm package into projects of other tools, and runs them.",
  flags: {
    only: { kind: "choices", choices: Object.keys(CASES), help: "The cases" },
  },
  examples: [
    ["deno task test:install", "all cases, some minutes"],
    ["deno task test:install --only jest", "one case"],
  ],
} as const satisfies CommandSpec;

/** The values of the flags of `deno task test:install`. */
export type InstallFlags = FlagValues<typeof SPEC>;
