// This module is browser compatible.
import type { PanelEntry } from "./panel.ts";

/**
 * The sections of the page, in their order. A further panel is one more entry, and a line in
 * style.css.
 */
export const PANELS: readonly PanelEntry[] = [
  {
    id: "try-it",
    tag: "weft-try-it",
    title: "Try it",
    lede:
      "Draw a garment, drop a picture, or pick one that neither network has seen. Both say what they take it for, here in your browser; nothing is sent anywhere.",
    draft: ["#.", ".#"], // plain weave
    load: async () => (await import("./panels/try_it/mod.ts")).TryIt,
  },
  {
    id: "map",
    tag: "weft-map",
    title: "The map",
    lede:
      "Every dot is a garment, placed by what a network makes of it. PCA looks from the side where they differ most; t-SNE puts beside each other what is alike. Watch it sort them, here in your browser.",
    draft: ["##.", ".##", "#.#"], // twill
    load: async () => (await import("./panels/map/mod.ts")).MapPanel,
  },
  {
    id: "dream",
    tag: "weft-dream",
    title: "The dream",
    lede:
      "A second network has learned to make garments of a few numbers. Pull them one by one, walk from one garment to another, or draw them out of nothing.",
    draft: ["#....", "..#..", "....#", ".#...", "...#."], // satin
    load: async () => (await import("./panels/dream/mod.ts")).DreamPanel,
  },
  {
    id: "learn",
    tag: "weft-learn",
    title: "Learn",
    lede:
      "Train LeNet here. TensorFlow.js says what a step is, once; from then on one ONNX graph with gradients and optimizer runs in your browser, and the file that comes out is yours.",
    draft: ["#..", ".#.", "..#"], // twill
    load: async () => (await import("./panels/learn/mod.ts")).LearnPanel,
  },
  {
    id: "runtimes",
    tag: "weft-runtimes",
    title: "Everywhere the same",
    lede:
      "One file, the same graph, any runtime. Run it here on WebAssembly or on your graphics card, and compare each number with the one that was computed when this page was built.",
    draft: ["##..", "##..", "..##", "..##"], // basket weave
    load: async () => (await import("./panels/runtimes/mod.ts")).Runtimes,
  },
];
