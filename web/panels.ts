// This module is browser compatible.
import type { PanelEntry } from "./panel.ts";

/** The sections of the page, in their order. A further panel is one more entry, and a line in style.css. */
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
    id: "runtimes",
    tag: "weft-runtimes",
    title: "Everywhere the same",
    lede:
      "One file, the same graph, any runtime. Run it here on WebAssembly or on your graphics card, and compare each number with the one that was computed when this page was built.",
    draft: ["##..", "##..", "..##", "..##"], // basket weave
    load: async () => (await import("./panels/runtimes/mod.ts")).Runtimes,
  },
];
