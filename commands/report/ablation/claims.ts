import { type Claim, exceeds, type Verdict } from "../claims/claim.ts";
import type { Text } from "../document.ts";
import { percent } from "../words.ts";
import { mean, median } from "./average.ts";
import { TARGET, type VariantResult } from "./result.ts";

/** Results by the name of the model. */
export type Variants = Readonly<Record<string, VariantResult>>;

/** How sentences on each modification begin, by its name, and how their verbs end. */
const SUBJECTS: Readonly<Record<string, readonly [subject: string, ending: "" | "s"]>> = {
  filters: ["More filters in the first layer (32 in place of 6)", ""],
  bn: ["Batch normalisation", "s"],
  conv3: ["A third convolution", "s"],
  units: ["128 units in the first fully connected layer in place of 120", ""],
};

/** `91.20 % (90.90 to 91.50 %)`. */
function accuracyText({ accuracy }: VariantResult): string {
  const part = (value: number) => (100 * value).toFixed(2);
  return `${percent(mean(accuracy))} (${part(Math.min(...accuracy))} to ${
    percent(Math.max(...accuracy))
  })`;
}

/** `0.84 points, from 90.00 % (…) to 90.84 % (…)`. */
function change(from: VariantResult, to: VariantResult): string {
  const points = Math.abs(100 * (mean(to.accuracy) - mean(from.accuracy))).toFixed(2);
  return `${points} points, from ${accuracyText(from)} to ${accuracyText(to)}`;
}

/** A claim that one model is more often right than another. */
function moreAccurate(
  name: string,
  [before, after]: readonly [string, string],
  [subject, raises, lowers]: readonly [subject: string, raises: string, lowers: string],
): Claim<Variants> {
  return {
    name,
    holds: (of) => exceeds(of[after]!.accuracy, of[before]!.accuracy),
    says: {
      yes: (of) => `${subject} ${raises} ${change(of[before]!, of[after]!)}.`,
      no: (of) => `${subject} ${lowers} ${change(of[before]!, of[after]!)}.`,
      undecided: (of) =>
        `${subject}: undecided. ${accuracyText(of[after]!)} beside ${
          accuracyText(of[before]!)
        } is within what another seed changes.`,
    },
  };
}

/** Epochs until the target, for each seed; for ever where it is not reached. */
const epochs = ({ epochsToTarget }: VariantResult) =>
  epochsToTarget.map((value) => value ?? Infinity);

/** Seconds until the target, for each seed by the time of each round. */
const secondsToTarget = (variant: VariantResult) =>
  epochs(variant).flatMap((value) => variant.secondsPerEpoch.map((seconds) => value * seconds));

const target = percent(TARGET, 0);

const epochsText = (variant: VariantResult): string => {
  const value = mean(epochs(variant));
  return Number.isFinite(value)
    ? `${value.toFixed(1)} epochs`
    : "more epochs than it was given, for at least one seed";
};

const neverReached = (...variants: readonly VariantResult[]) =>
  variants.every((variant) => epochs(variant).every((value) => value === Infinity));

const NEVER =
  `Whether LeNet learns faster per epoch with batch normalisation is undecided: neither with it nor without does it reach ${target} of the validation images in the epochs that it was given.`;

const seconds = (value: number): string =>
  Number.isFinite(value) ? `${value.toFixed(value < 10 ? 2 : 1)} s` : "longer than it had";

/**
 * How much longer an epoch takes with batch normalisation: `1.4 times as long as without (3.1 s in
 * place of 2.2 s)`.
 */
function timeRatio({ "lenet-bn": bn, lenet }: Variants): string {
  const [withBn, without] = [median(bn!.secondsPerEpoch), median(lenet!.secondsPerEpoch)];
  return `${(withBn / without).toFixed(2)} times as long as without (${
    seconds(withBn)
  } in place of ${seconds(without)})`;
}

/** What is said of times, all of it, may be another sentence in another run. */
const timed = (sentence: string): Text => [{ time: sentence }];

const decided = (a: readonly number[], b: readonly number[]): Verdict =>
  [...a, ...b].every((value) => value === Infinity) ? "undecided" : exceeds(a, b);

/** What the ablation may show, and how it is said. */
export const ABLATION_CLAIMS: readonly Claim<Variants>[] = [
  ...Object.entries(SUBJECTS).map(([name, [subject, ending]]) =>
    moreAccurate(name, ["lenet", `lenet-${name}`], [
      subject,
      `alone raise${ending} the test accuracy of LeNet by`,
      `alone lower${ending} the test accuracy of LeNet by`,
    ])
  ),
  moreAccurate("all", ["lenet", "lenet-all"], [
    "All four changes together",
    "raise the test accuracy of LeNet by",
    "lower the test accuracy of LeNet by",
  ]),
  moreAccurate("rest", ["lenet-all", "lenet-modified"], [
    "What else tells the modified LeNet from these four changes (3 x 3 filters, more of them in the second layer, no second hidden layer)",
    "raises the accuracy further by",
    "lowers the accuracy by",
  ]),
  {
    name: "bn-per-epoch",
    holds: ({ lenet, "lenet-bn": bn }) => decided(epochs(lenet!), epochs(bn!)),
    says: {
      yes: ({ lenet, "lenet-bn": bn }) =>
        `With batch normalisation LeNet learns faster per epoch: it reaches ${target} of the validation images after ${
          epochsText(bn!)
        }, without it after ${epochsText(lenet!)}.`,
      no: ({ lenet, "lenet-bn": bn }) =>
        `With batch normalisation LeNet learns more slowly per epoch: it reaches ${target} of the validation images after ${
          epochsText(bn!)
        }, without it after ${epochsText(lenet!)}.`,
      undecided: ({ lenet, "lenet-bn": bn }) =>
        neverReached(lenet!, bn!)
          ? NEVER
          : `Whether LeNet learns faster per epoch with batch normalisation is undecided: ${target} of the validation images take ${
            epochsText(bn!)
          } with it and ${epochsText(lenet!)} without.`,
    },
  },
  {
    name: "bn-time",
    // Round by round: a machine that slows down slows both.
    holds: ({ lenet, "lenet-bn": bn }) =>
      exceeds(
        bn!.secondsPerEpoch.map((value, i) => value / lenet!.secondsPerEpoch[i]!),
        lenet!.secondsPerEpoch.map(() => 1),
      ),
    says: {
      yes: (of) =>
        timed(`With batch normalisation it runs slower: an epoch takes ${timeRatio(of)}.`),
      no: (of) =>
        timed(`With batch normalisation it runs faster: an epoch takes ${timeRatio(of)}.`),
      undecided: (of) =>
        timed(
          `That it runs slower with batch normalisation does not show: an epoch takes ${
            timeRatio(of)
          }, but not in every round of the timing.`,
        ),
    },
  },
  {
    name: "bn-in-all",
    holds: ({ lenet, "lenet-bn": bn }) => decided(secondsToTarget(lenet!), secondsToTarget(bn!)),
    says: {
      yes: (of) => timed(`In all, batch normalisation is there sooner: ${inAll(of)}`),
      no: (of) => timed(`In all, batch normalisation is there later: ${inAll(of)}`),
      undecided: (of) =>
        timed(
          neverReached(of.lenet!, of["lenet-bn"]!)
            ? "Which of the two is there sooner in all is undecided for the same reason."
            : `Which of the two is there sooner in all is undecided: ${inAll(of)}`,
        ),
    },
  },
];

function inAll({ lenet, "lenet-bn": bn }: Variants): string {
  return `${target} of the validation images take ${
    seconds(median(secondsToTarget(bn!)))
  } with it and ${seconds(median(secondsToTarget(lenet!)))} without.`;
}
