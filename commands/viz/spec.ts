// This module is browser compatible.
import type { CommandSpec } from "../../cli/flag.ts";
import { BACKENDS } from "../../runtime/backends.ts";
import { data, tf32, threads, unverified } from "../../cli/shared_flags.ts";

/** The flags of `deno task viz`. */
export const SPEC = {
  name: "deno task viz",
  summary: "Draws PCA and t-SNE maps of the embeddings of a trained classifier.",
  flags: {
    run: {
      kind: "path",
      names: ["zoo:"],
      value: "RUN|FILE.onnx|zoo:NAME",
      defaultHelp: "the newest run, else the zoo",
      help: "A run's name or folder, an .onnx file, or a model that came with weft",
    },
    out: {
      kind: "path",
      value: "DIR",
      defaultHelp: "maps in the run's folder",
      help: "Where to write figures (SVG and PNG), coordinates (CSV) and quality.json",
    },
    method: {
      kind: "choice",
      choices: ["both", "pca", "tsne"],
      default: "both",
      help: "The method of the maps",
    },
    pixels: { kind: "boolean", help: "Also draw maps of the raw images" },
    perplexity: {
      kind: "number",
      value: "X",
      default: 30,
      min: 1,
      max: 1_000,
      help: "The perplexity of t-SNE: about the number of neighbours of each image",
    },
    split: {
      kind: "choice",
      choices: ["test", "train"],
      default: "test",
      help: "The split whose images are drawn",
    },
    limit: {
      kind: "integer",
      value: "N",
      defaultHelp: "all",
      min: 10,
      help: "Draw only the first N images",
    },
    projector: {
      kind: "boolean",
      help: "Also write the files of TensorBoard's Embedding Projector",
    },
    implementation: {
      kind: "choice",
      choices: ["weft", "reference"],
      default: "weft",
      help: "weft, or ml-pca and tsne-js for comparison: they take up to 1,000 images, and minutes",
    },
    seed: {
      kind: "integer",
      value: "N",
      min: 0,
      help: "Changes nothing and prints a notice: the maps need no random numbers",
    },
    backend: {
      kind: "choice",
      choices: BACKENDS,
      default: "auto",
      help: "The backend of the model; auto takes CUDA where it works, else the CPU",
    },
    tf32,
    threads: threads("Threads of the model on the CPU and of t-SNE"),
    json: { kind: "boolean", help: "Print the quality measures as one JSON object on stdout" },
    data: data("The source of the images", "the data that the run was trained on, else auto"),
    unverified,
  },
  examples: [
    ["deno task viz", "maps of the newest run's embeddings of the test images"],
    [
      "deno task viz --run lenet-20260131-142501 --pixels",
      "maps of that run, and of the raw images",
    ],
    [
      "deno task viz --method tsne --perplexity 50 --out maps",
      "only t-SNE, with larger neighbourhoods",
    ],
    ["deno task viz --projector", "then: tensorboard --logdir runs/…/maps/projector"],
    [
      "deno task viz --implementation reference --limit 1000",
      "the same maps by ml-pca and tsne-js",
    ],
  ],
} as const satisfies CommandSpec;
