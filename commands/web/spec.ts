// This module is browser compatible.
import type { CommandSpec } from "../../cli/flags.ts";
import { unverified } from "../../cli/shared_flags.ts";

/** The flags of `deno task web`. */
export const SPEC = {
  name: "deno task web",
  summary: "Builds the demo page and serves it, or with --build writes it as a static site.",
  flags: {
    build: { kind: "boolean", help: "Write the site and end, instead of serving it" },
    run: {
      kind: "paths",
      value: "RUN",
      defaultHelp: "the newest of each model, else the zoo's",
      help: "Runs whose models the page shows, or names of the zoo: one of each model",
    },
    out: {
      kind: "text",
      value: "DIR",
      defaultHelp: "site with --build, else .cache/web/site",
      help: "Where to write the site",
    },
    port: {
      kind: "integer",
      value: "N",
      default: 8000,
      min: 0,
      max: 65_535,
      help: "The port to serve at on this machine; 0 for any that is free",
    },
    data: {
      kind: "text",
      value: "auto|synthetic|DIR",
      defaultHelp: "the data that the runs were trained on",
      help: "Where the test images come from",
    },
    limit: {
      kind: "integer",
      value: "N",
      defaultHelp: "all",
      min: 100,
      help: "The first N test images only: each takes a kilobyte of the site",
    },
    unverified,
  },
  examples: [
    ["deno task web", "the newest runs at http://127.0.0.1:8000/"],
    ["deno task web --build --out site", "a folder that any web server can serve"],
    ["deno task web --run best-lenet best-lenet-modified best-vae", "these three runs"],
  ],
} as const satisfies CommandSpec;
