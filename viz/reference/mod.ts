/**
 * PCA and t-SNE by the npm packages ml-pca and tsne-js, for comparison with weft's maps. The
 * packages are loaded at the first call. This module is not for browsers: no code of the page
 * imports it.
 *
 * @module
 */

export { MOST_POINTS } from "./few_points.ts";
export { type ReferencePca, referencePca } from "./pca.ts";
export { referenceTsne } from "./tsne.ts";
