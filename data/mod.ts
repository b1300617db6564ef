/**
 * Data sets: finding, checking, downloading and drawing them, and picking from them at random.
 *
 * @module
 */

export * from "./augment.ts";
export * from "./dataset.ts";
export * from "./download.ts";
export * from "./fashion_mnist.ts";
export * from "./find.ts";
export * from "./gunzip.ts";
export * from "./idx.ts";
export * from "./load.ts";
export * from "./origin.ts";
export * from "./random.ts";
export * from "./split.ts";
export * from "./synthetic.ts";
