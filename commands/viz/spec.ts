// This module is browser compatible.
import type { CommandSpec } from "../../cli/flags.ts";
import { BACKENDS } from "../../runtime/backends.ts";
import { tf32, unverified } from "../../cli/shared_flags.ts";

/** The flags of `deno task viz`. */
export const SPEC = {
  name: "deno task viz",
  summary: "Draws maps of what a trained classifier sees: PCA and t-SNE of its embeddings.",
  flags: {
    run: {
      kind: "text",
      value: "RUN|FILE.onnx|zoo:NAME",
      defaultHelp: "the newest run, else the zoo",
      help: "A run's name or folder, an .onnx file, or a model that came with weft",
    },
    out: {
      kind: "text",
      value: "DIR",
      defaultHelp: "maps in the run's folder",
      help: "Where to write figures (SVG and PNG), coordinates (CSV) and quality.json",
    },
    method: {
      kind: "choice",
      choices: ["both", "pca", "tsne"],
      default: "both",
      help: "Which maps to draw",
    },
    pixels: { kind: "boolean", help: "Draw maps of the raw images too" },
    perplexity: {
      kind: "number",
      value: "X",
      default: 30,
      min: 1,
      max: 1_000,
      help: "About how many neighbours t-SNE gives each image",
    },
    split: {
      kind: "choice",
      choices: ["test", "train"],
      default: "test",
      help: "Which images to draw",
    },
    limit: {
      kind: "integer",
      value: "N",
      defaultHelp: "all",
      min: 10,
      help: "The first N images only",
    },
    projector: {
      kind: "boolean",
      help: "Write the files of TensorBoard's Embedding Projector too",
    },
    engine: {
      kind: "choice",
      choices: ["weft", "reference"],
      default: "weft",
      help:
        "Who computes: weft, or other packages to compare it with: up to 1,000 images, in minutes",
    },
    seed: {
      kind: "integer",
      value: "N",
      min: 0,
      help: "Changes nothing, with a notice: these maps need no random numbers",
    },
    backend: {
      kind: "choice",
      choices: BACKENDS,
      default: "auto",
      help: "Where to run the model; auto takes CUDA where it works, else the CPU",
    },
    tf32,
    threads: {
      kind: "integer",
      value: "N",
      min: 1,
      max: 1_024,
      defaultHelp: "one for each core",
      help: "Threads of the model on the CPU, and of t-SNE",
    },
    json: { kind: "boolean", help: "Print the qualities as one JSON object on stdout" },
    data: {
      kind: "text",
      value: "auto|synthetic|DIR",
      defaultHelp: "the data that the run was trained on, else auto",
      help: "Where the images come from",
    },
    unverified,
  },
  examples: [
    ["deno task viz", "maps of the newest run's embeddings of the test images"],
    ["deno task viz --run lenet-20260131-142501 --pixels", "and of the raw images beside them"],
    [
      "deno task viz --method tsne --perplexity 50 --out maps",
      "one map, with larger neighbourhoods",
    ],
    ["deno task viz --projector", "then: tensorboard --logdir runs/…/maps/projector"],
    ["deno task viz --engine reference --limit 1000", "the same maps by ml-pca and tsne-js"],
  ],
} as const satisfies CommandSpec;
