// This module is browser compatible.
import type { CommandSpec } from "../../cli/flag.ts";
import { data, unverified } from "../../cli/shared_flags.ts";

/** The flags of `deno task web`. */
export const SPEC = {
  name: "deno task web",
  summary: "Builds the demo page and serves it, or with --build writes it as a static site.",
  flags: {
    build: { kind: "boolean", help: "Write the site and exit, instead of serving it" },
    run: {
      kind: "paths",
      value: "RUN",
      defaultHelp: "the newest run of each model, else the zoo's",
      help: "Runs whose models the page shows, or names of the zoo; one run of each model",
    },
    out: {
      kind: "path",
      value: "DIR",
      defaultHelp: "site",
      help: "Folder of the site that --build writes",
    },
    port: {
      kind: "integer",
      value: "N",
      default: 8000,
      min: 0,
      max: 65_535,
      help: "Port of the server on this machine; 0 for any free port",
    },
    data: data("Source of the test images", "the data that the runs were trained on"),
    limit: {
      kind: "integer",
      value: "N",
      defaultHelp: "all",
      min: 100,
      help: "Only the first N test images; each adds a kilobyte to the site",
    },
    unverified,
  },
  examples: [
    ["deno task web", "the newest runs at http://127.0.0.1:8000/"],
    ["deno task web --build --out site", "a folder that any web server can serve"],
    ["deno task web --run best-lenet best-lenet-modified best-vae", "these three runs"],
  ],
} as const satisfies CommandSpec;
