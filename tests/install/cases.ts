import { type Check, errorsOfTypes, page, printed, served } from "./checks.ts";

/** A project of another tool that uses the npm package. */
export interface InstallCase {
  /** The tool, as docs/install.md names it. */
  readonly tool: string;
  /** The folder of `projects/` that is copied. */
  readonly project: string;
  /** Packages to install beside weft's, with exact versions; the tool is the first. */
  readonly packages?: readonly string[];
  /** Those of them that need their install scripts. */
  readonly scripts?: readonly string[];
  /** True for a project that needs tfjs, which is linked: it takes long to install. */
  readonly tfjs?: true;
  /** Command lines that run first. */
  readonly build?: readonly (readonly string[])[];
  /** Runs the project and returns what it shows. */
  readonly check: Check;
  /** A text that is part of what it shows. */
  readonly shows: string;
  /** True for a case that `deno task test` runs too. */
  readonly fast?: true;
}

const CPU = "Sandal on cpu", WASM = "Sandal on wasm";

const node = (version: string): InstallCase => ({
  tool: "Node",
  project: "node",
  packages: [`node@${version}`],
  scripts: ["node"],
  check: printed("node_modules/.bin/node", "main.js"),
  shows: CPU,
});

const bundler = (tool: string, packages: readonly string[], ...line: string[]): InstallCase => ({
  tool,
  project: "page",
  packages,
  build: [line],
  check: page("dist", "main.js"),
  shows: WASM,
});

const next = (flag: string): InstallCase => ({
  tool: `Next.js, ${flag.slice(2)}`,
  project: "next",
  packages: ["next@16.4.6", "react@19.3.1", "react-dom@19.3.1"],
  build: [["npm", "run", "build", "--", flag]],
  check: served("node_modules/next/dist/bin/next", "start"),
  shows: `route: ${CPU}; page: ${WASM}`,
});

const typescript = (version: string): InstallCase => ({
  tool: "TypeScript",
  project: "types",
  packages: [`typescript@${version}`],
  tfjs: true,
  check: errorsOfTypes,
  shows: "no errors of weft",
});

const rolldown = ["main.js", "--format", "esm", "--dir", "dist"];
const esbuild = ["main.js", "--bundle", "--splitting", "--format=esm", "--outdir=dist"];

/** The cases by name. */
export const CASES: Readonly<Record<string, InstallCase>> = {
  "node-20": node("20.20.2"),
  "node-22": node("22.23.3"),
  "node-24": node("24.21.0"),
  "worker-threads": {
    tool: "worker_threads",
    project: "worker",
    check: printed("node", "main.js"),
    shows: CPU,
    fast: true,
  },
  "bun": {
    tool: "Bun",
    project: "node",
    packages: ["bun@1.4.5"],
    scripts: ["bun"],
    check: printed("bun", "main.js"),
    shows: CPU,
  },
  "vitest": {
    tool: "vitest",
    project: "vitest",
    packages: ["vitest@5.1.2"],
    check: printed("vitest", "run"),
    shows: "1 passed",
  },
  "jest": {
    tool: "jest",
    project: "jest",
    packages: ["jest@30.5.2"],
    check: printed("npm", "test"),
    shows: "1 passed",
  },
  "vite": bundler("vite", ["vite@8.4.0"], "vite", "build"),
  "webpack": bundler("webpack", ["webpack@5.113.0", "webpack-cli@7.3.1"], "webpack"),
  "esbuild": bundler("esbuild", ["esbuild@0.28.2"], "esbuild", ...esbuild),
  "rolldown": bundler("rolldown", ["rolldown@1.3.3"], "rolldown", ...rolldown),
  "next-turbopack": next("--turbopack"),
  "next-webpack": next("--webpack"),
  "next-without-native": {
    ...next("--turbopack"),
    build: [["npm", "run", "without-native"], ["npm", "run", "build"]],
    shows: `route: ${WASM}; page: ${WASM}`,
  },
  "typescript-5.4": { ...typescript("5.4.5"), fast: true },
  "typescript-5.5": typescript("5.5.4"),
  "typescript-5.6": typescript("5.6.3"),
  "typescript-5.7": typescript("5.7.3"),
  "typescript-5.8": typescript("5.8.3"),
  "typescript-5.9": typescript("5.9.3"),
  "typescript-6.0": typescript("6.0.3"),
  "typescript-7.0": typescript("7.0.2"),
};
