import { classifiers } from "../../../models/mod.ts";

/** The kind of features that are the grey levels of the images. */
export const PIXELS = "pixels";

/**
 * The kinds of features that the report maps: the pixels, and the embeddings of each classifier.
 */
export const FEATURES: readonly string[] = [PIXELS, ...Object.keys(classifiers)];

/** Titles of a kind of features. */
export interface FeaturesTitle {
  /** Within a sentence: `the pixels`. */
  readonly text: string;
  /** At the start of a figure's title: `Pixels`. */
  readonly figure: string;
}

/** The titles of a kind of features: `LeNet's features` for the embeddings of LeNet. */
export function featuresTitle(name: string): FeaturesTitle {
  if (name === PIXELS) return { text: "the pixels", figure: "Pixels" };
  const title = `${classifiers[name]!.title}'s features`;
  return { text: title, figure: title };
}
