import type { SeenClassifier } from "../classifier_stage.ts";
import { percent } from "../words.ts";
import { type Claim, shareExceeds } from "./claim.ts";

/** The two classifiers, as far as the claims go. */
export interface Classifiers {
  readonly lenet: Pick<SeenClassifier, "accuracy" | "images" | "confidence">;
  readonly modified: Pick<SeenClassifier, "accuracy" | "images" | "confidence">;
}

const accuracies = ({ lenet, modified }: Classifiers) =>
  `${percent(modified.accuracy)} of the test images beside ${percent(lenet.accuracy)}`;

const doubt = ({ accuracy, confidence }: Classifiers["lenet"]) => Math.abs(confidence - accuracy);

const doubts = ({ lenet, modified }: Classifiers) =>
  `the mean probability of its answers is ${
    percent(doubt(modified), 1)
  } from the share that is right, LeNet's ${percent(doubt(lenet), 1)}`;

/** What the two classifiers may show, and how it is said. */
export const CLASSIFIER_CLAIMS: readonly Claim<Classifiers>[] = [
  {
    name: "accuracy",
    // Both saw the same images, so the difference is surer than that of two samples: this errs
    // towards undecided.
    holds: ({ lenet, modified }) =>
      shareExceeds(modified.accuracy, lenet.accuracy, modified.images),
    says: {
      yes: (of) => `The modified LeNet is more often right than LeNet: ${accuracies(of)}.`,
      no: (of) => `The modified LeNet is less often right than LeNet: ${accuracies(of)}.`,
      undecided: (of) =>
        `Whether the modified LeNet is more often right than LeNet is undecided: ${
          accuracies(of)
        } is within chance.`,
    },
  },
  {
    name: "calibration",
    holds: ({ lenet, modified }) => shareExceeds(doubt(lenet), doubt(modified), modified.images),
    says: {
      yes: (of) =>
        `The modified LeNet's probabilities can be believed more than LeNet's: ${doubts(of)}.`,
      no: (of) =>
        `The modified LeNet's probabilities can be believed less than LeNet's: ${doubts(of)}.`,
      undecided: (of) =>
        `The probabilities of the modified LeNet and LeNet can be believed alike: ${doubts(of)}.`,
    },
  },
];
