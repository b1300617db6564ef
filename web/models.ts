// This module is browser compatible.

/**
 * The classifiers that the page shows, by the names that `--model` takes, in the page's order. The
 * page cannot import `models/mod.ts`, which needs TensorFlow.js; a test keeps the two lists equal.
 */
export const CLASSIFIERS = ["lenet", "lenet-modified"] as const;

/** The two files of the VAE that the page shows. */
export const VAE_FILES = ["encoder", "decoder"] as const;

/** The name of a classifier. */
export type ClassifierName = typeof CLASSIFIERS[number];

/** The name of an .onnx file of the site: a classifier, or a part of the VAE. */
export type ModelName = ClassifierName | typeof VAE_FILES[number];

/**
 * Chooses the classifier for a panel that shows one: the last of {@linkcode CLASSIFIERS} that the
 * site has.
 *
 * @param available A table of the manifest, such as `models` or `embeddings`.
 * @returns Its name; `undefined` where the table has no classifier.
 *
 * @example
 * ```ts
 * console.assert(preferredClassifier({ lenet: {}, encoder: {} }) === "lenet");
 * ```
 */
export function preferredClassifier(
  available: Readonly<Partial<Record<ModelName, unknown>>>,
): ClassifierName | undefined {
  return CLASSIFIERS.findLast((name) => available[name] !== undefined);
}
