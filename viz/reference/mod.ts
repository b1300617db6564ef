/**
 * The packages that users of JavaScript know, ml-pca and tsne-js, to compare weft's maps with. They
 * are loaded when they are called. Not for browsers: nothing that runs there imports this.
 *
 * @module
 */

export { MOST_POINTS } from "./few_points.ts";
export { type ReferencePca, referencePca } from "./pca.ts";
export { referenceTsne } from "./tsne.ts";
