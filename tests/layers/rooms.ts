/** A room of the repository: a folder or file, and the rooms that its code may import. */
export interface Room {
  /** A folder, ending in `/`, or a file; the longest path that fits a file is its room. */
  readonly path: string;
  /** One line for the table in CONTRIBUTING.md. */
  readonly holds: string;
  /**
   * Paths of rooms, or of single files in them; each room may import itself, `error.ts` and
   * `root.ts`.
   */
  readonly mayImport: readonly string[];
  /** Packages from npm; undefined for rooms that may import any. */
  readonly packages?: readonly string[];
  /** True when the folders in it may not import each other. */
  readonly apart?: true;
}

const TFJS = "@tensorflow/tfjs";
const ORT = ["onnxruntime-common", "onnxruntime-node", "onnxruntime-web"];
const ONNX = ["onnx-buf", "@bufbuild/protobuf"];

/** The rooms that commands and the page are made of, from low to high. */
const ROOMS_OF_LIBRARIES: readonly Room[] = [
  { path: "error.ts", holds: "`WeftError`: message, cause, hint", mayImport: [], packages: [] },
  { path: "root.ts", holds: "the path of the repository", mayImport: [], packages: [] },
  {
    path: "cli/",
    holds: "flags, help, progress, notices, atomic files",
    mayImport: [],
    packages: [],
  },
  {
    path: "data/",
    holds: "Fashion-MNIST and its synthetic stand-in, augmentation, random numbers",
    mayImport: [],
    packages: [],
  },
  {
    path: "models/",
    holds: "the built-in models in plain tfjs; `models/zoo/` has trained ones",
    mayImport: ["data/"],
    packages: [TFJS],
  },
  {
    path: "onnx/",
    holds: "the ONNX file: encode, decode, rewrites, smaller number types, placement of nodes",
    mayImport: [],
    packages: ONNX,
  },
  {
    path: "viz/",
    holds: "PCA, t-SNE and figures: the same bytes in every host",
    mayImport: ["cli/", "data/"],
    packages: [
      "@resvg/resvg-js",
      "@svgdotjs/svg.js",
      "fflate",
      "ml-pca",
      "tsne-js",
    ],
  },
  {
    path: "runtime/",
    holds: "ONNX Runtime: sessions, backends, the CUDA provider, variants; browsers and Node",
    mayImport: ["cli/", "data/", "onnx/"],
    packages: ORT,
  },
  {
    path: "compiler/",
    holds: "tfjs functions and models to ONNX; has no model of its own",
    mayImport: ["onnx/", "runtime/"],
    packages: [TFJS, "@tensorflow/tfjs-core", ...ONNX],
  },
  {
    path: "compiler/check/",
    holds: "what an exported file contains, and its comparison with tfjs",
    mayImport: ["compiler/", "data/", "onnx/", "runtime/"],
    packages: [TFJS, ...ONNX],
  },
  {
    path: "compiler/testing/",
    holds: "what tests of kernels share: they run what is compiled",
    mayImport: ["compiler/", "data/", "onnx/", "runtime/"],
    packages: [TFJS, "@tensorflow/tfjs-core", ...ONNX, ...ORT],
  },
  {
    path: "infer/",
    holds: "`loadModel`, `classify`, the VAE, pictures, image sets; never tfjs",
    mayImport: ["cli/", "data/", "onnx/wire.ts", "runtime/", "viz/"],
    packages: ["fflate", "jszip", ...ORT],
  },
  {
    path: "train/",
    holds: "training steps, runs, recipes, checkpoints",
    mayImport: ["cli/", "compiler/", "data/", "infer/", "models/", "onnx/", "runtime/", "viz/"],
    packages: [TFJS, ...ORT],
  },
  {
    path: "mod.ts",
    holds: "the public library; no tfjs",
    mayImport: ["infer/", "runtime/", "viz/"],
    packages: [],
  },
];

/** Paths of the rooms that commands and benches may import. */
export const LIBRARIES: readonly string[] = ROOMS_OF_LIBRARIES.map(({ path }) => path).filter((
  path,
) => path !== "compiler/testing/");

/**
 * Every room, from low to high. CONTRIBUTING.md prints this table, and `deno task lint:layers`
 * keeps it.
 */
export const ROOMS: readonly Room[] = [
  ...ROOMS_OF_LIBRARIES,
  {
    path: "web/",
    holds: "the page: code that runs in the browser",
    mayImport: [
      ...["compiler/", "compiler/check/", "data/", "infer/", "models/", "onnx/", "runtime/"],
      ...["train/", "viz/"],
    ],
    packages: [TFJS],
  },
  {
    path: "commands/",
    holds: "`deno task NAME` is `commands/NAME/main.ts`; no command imports another",
    mayImport: LIBRARIES,
    apart: true,
  },
  {
    path: "commands/web/",
    holds: "builds and serves the page",
    mayImport: [...LIBRARIES, "web/"],
  },
  {
    path: "commands/report/",
    holds: "the whole study, which runs the other commands' parts",
    mayImport: [...LIBRARIES, "commands/"],
  },
  { path: "bench/", holds: "timings beside other programs", mayImport: LIBRARIES },
  {
    path: "docs/examples/",
    holds: "short programs that use the public entries, for users to start from",
    mayImport: ["mod.ts", "compiler/mod.ts", "train/mod.ts", "data/load.ts"],
    packages: [TFJS, "mnist"],
  },
  {
    path: "tests/",
    holds: "tests that cross rooms; units stand beside the code as `*_test.ts`",
    mayImport: [
      ...LIBRARIES,
      ...["bench/", "commands/", "commands/report/", "commands/web/", "compiler/testing/"],
      ...["docs/examples/", "web/"],
    ],
  },
];

/** The room that a file belongs to. */
export function roomOf(file: string): Room | undefined {
  return ROOMS.filter(({ path }) => path.endsWith("/") ? file.startsWith(path) : file === path)
    .reduce<Room | undefined>(
      (found, room) => found && found.path.length > room.path.length ? found : room,
      undefined,
    );
}
