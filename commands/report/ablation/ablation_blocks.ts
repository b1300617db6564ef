import { formatCount } from "../../../viz/figures/format.ts";
import { accuracies, curves } from "../../../viz/mod.ts";
import { conclusionList } from "../claims/claim.ts";
import {
  type Block,
  type Figure,
  figureOf,
  type Inline,
  type Table,
} from "../document/document.ts";
import { braced, millions, percent } from "../format.ts";
import type { ReportOptions } from "../report_options.ts";
import { type AblationResult, TARGET, type VariantResult } from "./ablation_result.ts";
import { mean, median } from "./average.ts";
import { type Budget, budgetOf } from "./plan.ts";

/** The chapter on the ablation. */
export function ablationBlocks(
  options: ReportOptions,
  { variants, conclusions }: AblationResult,
): Block[] {
  const budget = budgetOf(options);
  const { title, synthetic } = options.dataset;
  const heading = { subtitle: `${title}, ${budgetText(budget)}`, synthetic };
  return [
    {
      kind: "paragraph",
      text:
        "The modified LeNet is known for four changes of LeNet. Here LeNet is trained with each " +
        "change alone, and with all four together. All variants have the same training: " +
        `${budgetText(budget)}, the same optimizer, and the same images in the same order. The ` +
        "modified LeNet itself is among them, because it differs in more: its filters are 3 x 3, " +
        "its second layer has 64 of them, and it has one hidden layer less.",
    },
    conclusionList(conclusions),
    classifierCurves(variants, budget, heading),
    accuraciesFigure(variants, budget, heading),
    ablationTable(variants, budget),
  ];
}

/** The parts of a title that all figures share. */
interface Heading {
  readonly subtitle: string;
  readonly synthetic: boolean;
}

function classifierCurves(
  variants: readonly VariantResult[],
  budget: Budget,
  heading: Heading,
): Figure {
  const runs: Inline[] = variants.flatMap(({ runs }, i): Inline[] => [
    i === 0 ? "" : ", ",
    { code: braced(runs) },
  ]);
  const series = variants.map(({ title, validation }) => {
    const byEpoch = validation[0]!.map((_, i) => validation.map((curve) => curve[i]!));
    const range = {
      low: byEpoch.map((values) => Math.min(...values)),
      high: byEpoch.map((values) => Math.max(...values)),
    };
    return { name: title, values: byEpoch.map(mean), range };
  });
  return figureOf(
    "ablation-curves",
    (theme) =>
      curves({
        ...heading,
        title: "Learning curves of the modifications",
        theme,
        epochs: variants[0]!.validation[0]!.map((_, i) => i + 1),
        panels: [{
          title: `Validation accuracy, mean and range of ${seedsText(budget)}`,
          format: "percent",
          series,
        }],
      }),
    ["Validation accuracy of all variants. Runs: ", ...runs, "."],
  );
}

function accuraciesFigure(
  variants: readonly VariantResult[],
  budget: Budget,
  heading: Heading,
): Figure {
  return figureOf(
    "ablation-accuracies",
    (theme) =>
      accuracies({
        ...heading,
        title: "Test accuracy of the modifications",
        theme,
        intervals: `test accuracy, mean and range of ${seedsText(budget)}`,
        reference: { name: "LeNet", value: mean(variants[0]!.accuracy) },
        accuracies: variants.map(({ title, accuracy }) => ({
          name: title,
          value: mean(accuracy),
          low: Math.min(...accuracy),
          high: Math.max(...accuracy),
          runs: accuracy,
        })),
      }),
    "Test accuracy after training, with a thin line for each seed. The runs are those of the figure above.",
  );
}

const seedsText = ({ seeds }: Budget) => `${seeds.length} seeds`;

/** The budget within a sentence: `8 epochs of the first 30,000 training images, 3 seeds`. */
function budgetText(budget: Budget): string {
  const { epochs, limit } = budget;
  return `${epochs} epochs of the first ${formatCount(limit)} training images, ${
    seedsText(budget)
  }`;
}

function ablationTable(variants: readonly VariantResult[], budget: Budget): Table {
  const target = percent(TARGET, 0);
  const columns = [
    ...["parameters", "FLOPs per image", "test accuracy", "range"],
    ...[`epochs to ${target}`, "time per epoch"],
  ];
  return {
    kind: "table",
    name: "ablation",
    caption: `Each variant after ${budgetText(budget)}. Accuracy is the mean over the seeds, the ` +
      `range the lowest and the highest. Epochs to ${target} validation accuracy are interpolated ` +
      "linearly between epochs. Time per epoch is the median time of the training steps of an " +
      "epoch on one thread; each round times every variant once.",
    columns: [
      { title: "model" },
      ...columns.map((title) => ({ title, align: "right" as const })),
    ],
    rows: variants.map((variant) => {
      const { title, parameters, flops, accuracy, epochsToTarget, secondsPerEpoch } = variant;
      const epochs = epochsToTarget.map((value) => value?.toFixed(1) ?? "not reached");
      return [
        title,
        formatCount(parameters),
        millions(flops),
        [{ strong: percent(mean(accuracy)) }],
        `${percent(Math.min(...accuracy))} to ${percent(Math.max(...accuracy))}`,
        epochs.join(", "),
        [{ time: `${median(secondsPerEpoch).toFixed(1)} s` }],
      ];
    }),
  };
}
