// This module is browser compatible.
import type { CommandSpec } from "../../cli/flag.ts";
import type { FlagValues } from "../../cli/flags.ts";
import { BACKENDS } from "../../runtime/backends.ts";
import { data, tf32, threads, unverified } from "../../cli/shared_flags.ts";

/** The flags of `deno task infer`. */
export const SPEC = {
  name: "deno task infer",
  summary: "Runs a trained model on images of your own, or on a split of Fashion-MNIST.",
  flags: {
    input: {
      kind: "paths",
      value: "PATH",
      help: "PNG, JPEG, GIF or WebP files, IDX files, or folders of images",
    },
    recursive: { kind: "boolean", help: "Read the subfolders of --input folders too" },
    strict: { kind: "boolean", help: "Stop at the first --input file that cannot be read" },
    split: {
      kind: "choice",
      choices: ["test", "train"],
      help: "Measure accuracy on a split of the data set instead",
    },
    model: {
      kind: "path",
      names: ["zoo:"],
      value: "RUN|FILE.onnx|zoo:NAME",
      defaultHelp: "the newest run, else the zoo",
      help: "A run's name or folder, an .onnx file, or a model that came with weft",
    },
    backend: {
      kind: "choice",
      choices: BACKENDS,
      default: "auto",
      help: "The backend that runs it; auto takes CUDA where it works, else the CPU",
    },
    tf32,
    task: {
      kind: "choice",
      choices: ["classify", "embed", "reconstruct", "interpolate", "sample"],
      default: "classify",
      help:
        "The task; embed gives the activations before the last layer, the last three need a VAE",
    },
    from: {
      kind: "integer",
      value: "I",
      min: 0,
      defaultHelp: "random pairs of two classes",
      help: "Number of the first image of --task interpolate",
    },
    to: { kind: "integer", value: "I", min: 0, help: "Number of its last image" },
    steps: {
      kind: "integer",
      value: "N",
      min: 2,
      max: 100,
      defaultHelp: "10",
      help: "Images of a row, both ends included",
    },
    count: {
      kind: "integer",
      value: "N",
      min: 1,
      max: 10_000,
      defaultHelp: "64 images, 8 pairs",
      help: "Images that --task sample generates, or pairs of --task interpolate",
    },
    seed: {
      kind: "integer",
      value: "N",
      min: 0,
      max: 2 ** 31 - 1,
      defaultHelp: "1",
      help: "Seed of --task sample, or of the pairs of --task interpolate",
    },
    "batch-size": {
      kind: "integer",
      value: "N",
      default: 256,
      min: 1,
      max: 65_536,
      help: "Images in a batch",
    },
    threads: threads("Threads on the CPU"),
    out: {
      kind: "path",
      value: "DIR",
      help:
        "Write all images with their predictions here as figures and tables, with index.html and " +
        "outputs.zip; with --task embed predictions.csv and embedding.npy; " +
        "figures of a VAE go to RUN/TASK by default",
    },
    json: {
      kind: "boolean",
      help: "Print JSON lines on stdout: one for each --input image, or one for the whole --split",
    },
    data: data(
      "The data set of --split",
      "the data that the run was trained on, else auto",
    ),
    unverified,
    isolate: {
      kind: "boolean",
      help: "Run in a child process, for a model that you do not trust: it can end only the child",
    },
  },
  examples: [
    ["deno task infer --split test", "accuracy and speed of the newest run on the test images"],
    [
      "deno task infer --split test --out predictions",
      "all test images with their predictions: open predictions/index.html",
    ],
    ["deno task infer --input shirt.png", "the class of a picture"],
    ["deno task infer --input photos/ --json", "a JSON line for each picture of a folder"],
    [
      "deno task infer --task reconstruct",
      "test images and their reconstructions by the newest VAE",
    ],
    [
      "deno task infer --task interpolate --from 12 --to 345 --steps 10",
      "from one image to another",
    ],
    ["deno task infer --task sample --count 64 --seed 1", "generated garments"],
    ["deno task infer --split test --task embed --out maps", "embedding of the test images"],
    [
      "deno task infer --isolate --model download.onnx --input shirt.png",
      "a model of unknown origin",
    ],
  ],
} as const satisfies CommandSpec;

/** The values of the flags of `deno task infer`. */
export type InferFlags = FlagValues<typeof SPEC>;
