import type { Claim } from "../claims/claim.ts";
import { shareExceeds } from "../claims/exceeds.ts";
import { percent } from "../format.ts";
import type { ClassifierResult } from "./classifier_result.ts";

/** The numbers of a classifier that the claims compare. */
type Scores = Pick<ClassifierResult, "title" | "accuracy" | "images" | "confidence">;

/** Two classifiers, evaluated on the same images. */
export interface ClassifierPair {
  readonly first: Scores;
  readonly second: Scores;
}

const accuracies = ({ first, second }: ClassifierPair) =>
  `${percent(second.accuracy)} against ${percent(first.accuracy)} of the test images`;

/** The distance between the mean probability of the predictions and the accuracy. */
const gap = ({ accuracy, confidence }: Scores) => Math.abs(confidence - accuracy);

const gaps = ({ first, second }: ClassifierPair) =>
  "the mean probability of its predictions differs from its accuracy by " +
  `${points(second)} points, for ${first.title} by ${points(first)}`;

const points = (scores: Scores) => (100 * gap(scores)).toFixed(1);

/** The claims about the second classifier of a pair. */
export const CLASSIFIER_CLAIMS: readonly Claim<ClassifierPair>[] = [
  {
    name: "accuracy",
    // Both classify the same images, so the test for independent samples is on the safe side.
    holds: ({ first, second }) => shareExceeds(second.accuracy, first.accuracy, second.images),
    sentences: {
      yes: (pair) =>
        `${pair.second.title} is more accurate than ${pair.first.title}: ${accuracies(pair)}.`,
      no: (pair) =>
        `${pair.second.title} is less accurate than ${pair.first.title}: ${accuracies(pair)}.`,
      undecided: (pair) =>
        `It is undecided whether ${pair.second.title} is more accurate than ` +
        `${pair.first.title}: ${accuracies(pair)}, a difference within chance.`,
    },
  },
  {
    name: "calibration",
    holds: ({ first, second }) => shareExceeds(gap(first), gap(second), second.images),
    sentences: {
      yes: (pair) =>
        `${pair.second.title} is better calibrated than ${pair.first.title}: ${gaps(pair)}.`,
      no: (pair) =>
        `${pair.second.title} is worse calibrated than ${pair.first.title}: ${gaps(pair)}.`,
      undecided: (pair) =>
        `It is undecided whether ${pair.second.title} is better calibrated than ` +
        `${pair.first.title}: ${gaps(pair)}.`,
    },
  },
];
