// This module is browser compatible.
import type { PanelEntry } from "./panel.ts";

/** The sections of the page, in order. A new panel is one entry here and a line in style.css. */
export const PANELS: readonly PanelEntry[] = [
  {
    id: "try-it",
    tag: "weft-try-it",
    title: "Try it",
    introduction:
      "Draw a garment, drop a picture, or pick a test image: two networks classify it. They run " +
      "in your browser, and no picture leaves it.",
    weave: ["#.", ".#"], // plain weave
    load: async () => (await import("./panels/try_it/mod.ts")).TryItPanel,
  },
  {
    id: "map",
    tag: "weft-map",
    title: "The map",
    introduction:
      "Each dot is a test image, placed by its embedding in a network. PCA keeps the two " +
      "directions in which the embeddings vary most; t-SNE keeps similar ones together. You can " +
      "watch t-SNE work, here in your browser.",
    weave: ["##.", ".##", "#.#"], // twill
    load: async () => (await import("./panels/map/mod.ts")).MapPanel,
  },
  {
    id: "dream",
    tag: "weft-dream",
    title: "The dream",
    introduction:
      "A variational autoencoder generates garments from a few numbers. Change the numbers one " +
      "by one, go from one garment to another, or generate garments from random numbers.",
    weave: ["#....", "..#..", "....#", ".#...", "...#."], // satin
    load: async () => (await import("./panels/dream/mod.ts")).DreamPanel,
  },
  {
    id: "learn",
    tag: "weft-learn",
    title: "Learn",
    introduction:
      "Train LeNet here. weft traces one training step in TensorFlow.js and compiles it into an " +
      "ONNX graph with gradients and optimizer. ONNX Runtime then runs that graph in your " +
      "browser, and you can download the trained model.",
    weave: ["#..", ".#.", "..#"], // twill
    load: async () => (await import("./panels/learn/mod.ts")).LearnPanel,
  },
  {
    id: "runtimes",
    tag: "weft-runtimes",
    title: "Everywhere the same",
    introduction:
      "The same ONNX file runs in every runtime. Run it here on WebAssembly or on your GPU, and " +
      "compare each number with the one that was computed when this page was built.",
    weave: ["##..", "##..", "..##", "..##"], // basket weave
    load: async () => (await import("./panels/runtimes/mod.ts")).RuntimesPanel,
  },
  {
    id: "convert",
    tag: "weft-convert",
    title: "Convert",
    introduction:
      "Drop a model that TensorFlow.js saved and take an ONNX file. weft traces the model, " +
      "compiles it, and compares the file with TensorFlow.js. All of that happens in your " +
      "browser, and no file leaves it.",
    weave: ["##....##", ".##..##.", "..####..", "#..##..#"], // herringbone
    load: async () => (await import("./panels/convert/mod.ts")).ConvertPanel,
  },
];
