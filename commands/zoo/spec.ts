// This module is browser compatible.
import type { CommandSpec } from "../../cli/flag.ts";

/** The flags of `deno task zoo`. */
export const SPEC = {
  name: "deno task zoo",
  summary: "Packs finished runs into the zoo: models, cards, and a manifest with their hashes.",
  flags: {
    run: {
      kind: "paths",
      value: "RUN",
      help: "Folders of finished runs on real data; each replaces the model of the same name",
    },
    measure: {
      kind: "boolean",
      help: "Make and measure smaller variants of these models, or of all without --run",
    },
    data: {
      kind: "path",
      names: ["auto", "synthetic"],
      value: "SOURCE",
      default: "auto",
      help: "Images that variants are measured on: auto, synthetic, or a folder",
    },
    out: { kind: "path", value: "DIR", default: "models/zoo", help: "The folder of the zoo" },
    json: { kind: "boolean", help: "Print the manifest on stdout" },
  },
  examples: [
    ["deno task zoo --run runs/best-lenet runs/best-vae", "two models; the others stay"],
    ["deno task zoo --measure", "the variants of all models, and the page's choice"],
  ],
} as const satisfies CommandSpec;
