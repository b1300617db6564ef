import type { Claim, ClaimAnswer } from "../claims/claim.ts";
import { exceeds } from "../claims/exceeds.ts";
import type { Text } from "../document/document.ts";
import { percent } from "../format.ts";
import { TARGET, type VariantResult } from "./ablation_result.ts";
import { mean, median } from "./average.ts";

/** The scores of the variants by model. */
export type Variants = Readonly<Record<string, VariantResult>>;

/** Each modification as the subject of a sentence, by name, and the ending of its verb. */
const SUBJECTS: Readonly<Record<string, readonly [subject: string, ending: "" | "s"]>> = {
  filters: ["More filters in the first layer (32 in place of 6)", ""],
  bn: ["Batch normalisation", "s"],
  conv3: ["A third convolution", "s"],
  units: ["128 units in the first fully connected layer in place of 120", ""],
};

/** A mean accuracy with its range: `91.20 % (90.90 to 91.50 %)`. */
function accuracyText({ accuracy }: VariantResult): string {
  const low = (100 * Math.min(...accuracy)).toFixed(2);
  return `${percent(mean(accuracy))} (${low} to ${percent(Math.max(...accuracy))})`;
}

/** A difference of accuracies: `0.84 points, from 90.00 % (…) to 90.84 % (…)`. */
function differenceText(from: VariantResult, to: VariantResult): string {
  const points = Math.abs(100 * (mean(to.accuracy) - mean(from.accuracy))).toFixed(2);
  return `${points} points, from ${accuracyText(from)} to ${accuracyText(to)}`;
}

/** The claim that a model is more accurate than another. */
function accuracyClaim(
  name: string,
  [before, after]: readonly [string, string],
  [subject, raises, lowers]: readonly [subject: string, raises: string, lowers: string],
): Claim<Variants> {
  return {
    name,
    holds: (of) => exceeds(of[after]!.accuracy, of[before]!.accuracy),
    sentences: {
      yes: (of) => `${subject} ${raises} ${differenceText(of[before]!, of[after]!)}.`,
      no: (of) => `${subject} ${lowers} ${differenceText(of[before]!, of[after]!)}.`,
      undecided: (of) =>
        `${subject}: undecided. ${accuracyText(of[after]!)} against ` +
        `${accuracyText(of[before]!)} is within the variation between seeds.`,
    },
  };
}

/** Epochs to the target for each seed; infinite where a run does not reach it. */
const epochsOf = ({ epochsToTarget }: VariantResult) =>
  epochsToTarget.map((value) => value ?? Infinity);

/** Seconds to the target, for each pair of a seed and a round of the timing. */
const secondsToTarget = (variant: VariantResult) =>
  epochsOf(variant).flatMap((epochs) => variant.secondsPerEpoch.map((seconds) => epochs * seconds));

const isNever = (values: readonly number[]) => values.every((value) => value === Infinity);

/** Compares two variants by epochs or seconds: undecided when neither reaches the target. */
const compare = (a: readonly number[], b: readonly number[]): ClaimAnswer =>
  isNever([...a, ...b]) ? "undecided" : exceeds(a, b);

const target = percent(TARGET, 0);

const epochsText = (variant: VariantResult): string => {
  const value = mean(epochsOf(variant));
  return Number.isFinite(value)
    ? `${value.toFixed(1)} epochs`
    : "more epochs than it was trained for, for at least one seed";
};

const secondsText = (value: number): string =>
  Number.isFinite(value) ? `${value.toFixed(value < 10 ? 2 : 1)} s` : "longer than its training";

/** The two variants that the claims on batch normalisation compare. */
const pairOf = ({ lenet, "lenet-bn": bn }: Variants) => ({ lenet: lenet!, bn: bn! });

/** The claim that batch normalisation needs fewer epochs to the target. */
const bnPerEpoch: Claim<Variants> = {
  name: "bn-per-epoch",
  holds: (of) => {
    const { lenet, bn } = pairOf(of);
    return compare(epochsOf(lenet), epochsOf(bn));
  },
  sentences: {
    yes: (of) => `With batch normalisation LeNet learns faster per epoch: ${epochsToReach(of)}.`,
    no: (of) =>
      `With batch normalisation LeNet learns more slowly per epoch: ${epochsToReach(of)}.`,
    undecided: (of) => {
      const { lenet, bn } = pairOf(of);
      const start =
        "It is undecided whether LeNet learns faster per epoch with batch normalisation";
      return isNever([...epochsOf(lenet), ...epochsOf(bn)])
        ? `${start}: neither variant reaches ${target} validation accuracy in its training.`
        : `${start}: ${epochsToReach(of)}.`;
    },
  },
};

function epochsToReach(of: Variants): string {
  const { lenet, bn } = pairOf(of);
  return `it reaches ${target} validation accuracy after ${epochsText(bn)}, without it after ` +
    epochsText(lenet);
}

/** A sentence on times: all of it may differ in another run. */
const timed = (sentence: string): Text => [{ time: sentence }];

/** The claim that an epoch takes longer with batch normalisation. */
const bnTime: Claim<Variants> = {
  name: "bn-time",
  // Round by round, because a machine that slows down slows both variants.
  holds: (of) => {
    const { lenet, bn } = pairOf(of);
    return exceeds(
      bn.secondsPerEpoch.map((value, i) => value / lenet.secondsPerEpoch[i]!),
      lenet.secondsPerEpoch.map(() => 1),
    );
  },
  sentences: {
    yes: (of) =>
      timed(`With batch normalisation training is slower: an epoch takes ${timeRatio(of)}.`),
    no: (of) =>
      timed(`With batch normalisation training is faster: an epoch takes ${timeRatio(of)}.`),
    undecided: (of) =>
      timed(
        "It is undecided whether training is slower with batch normalisation: an epoch takes " +
          `${timeRatio(of)}, but not in every round of the timing.`,
      ),
  },
};

/** The ratio of the times of an epoch: `1.41 times as long as without (3.10 s, not 2.20 s)`. */
function timeRatio(of: Variants): string {
  const { lenet, bn } = pairOf(of);
  const [withBn, without] = [median(bn.secondsPerEpoch), median(lenet.secondsPerEpoch)];
  return `${(withBn / without).toFixed(2)} times as long as without (${secondsText(withBn)}, ` +
    `not ${secondsText(without)})`;
}

/** The claim that LeNet reaches the target in less time with batch normalisation. */
const bnInAll: Claim<Variants> = {
  name: "bn-in-all",
  holds: (of) => {
    const { lenet, bn } = pairOf(of);
    return compare(secondsToTarget(lenet), secondsToTarget(bn));
  },
  sentences: {
    yes: (of) =>
      timed(`In total, LeNet learns faster with batch normalisation: ${timeToReach(of)}`),
    no: (of) =>
      timed(`In total, LeNet learns more slowly with batch normalisation: ${timeToReach(of)}`),
    undecided: (of) => {
      const { lenet, bn } = pairOf(of);
      const start = "It is undecided whether LeNet learns faster in total with batch normalisation";
      return timed(
        isNever([...epochsOf(lenet), ...epochsOf(bn)])
          ? `${start}, for the same reason.`
          : `${start}: ${timeToReach(of)}`,
      );
    },
  },
};

function timeToReach(of: Variants): string {
  const { lenet, bn } = pairOf(of);
  return `${target} validation accuracy takes ${secondsText(median(secondsToTarget(bn)))} with ` +
    `it and ${secondsText(median(secondsToTarget(lenet)))} without.`;
}

/** The claims of the ablation. */
export const ABLATION_CLAIMS: readonly Claim<Variants>[] = [
  ...Object.entries(SUBJECTS).map(([name, [subject, ending]]) =>
    accuracyClaim(name, ["lenet", `lenet-${name}`], [
      subject,
      `alone raise${ending} the test accuracy of LeNet by`,
      `alone lower${ending} the test accuracy of LeNet by`,
    ])
  ),
  accuracyClaim("all", ["lenet", "lenet-all"], [
    "All four changes together",
    "raise the test accuracy of LeNet by",
    "lower the test accuracy of LeNet by",
  ]),
  accuracyClaim("rest", ["lenet-all", "lenet-modified"], [
    "The other differences of the modified LeNet (3 x 3 filters, more of them in the second " +
    "layer, no second hidden layer)",
    "raise the accuracy further by",
    "lower the accuracy by",
  ]),
  bnPerEpoch,
  bnTime,
  bnInAll,
];
