import { accuracies, curves } from "../../../viz/mod.ts";
import { formatCount } from "../../../viz/figures/format.ts";
import { conclude, type Conclusion, conclusionList } from "../claims/claim.ts";
import { type Block, figureOf, type Inline, type Table } from "../document.ts";
import { essence } from "../find_run.ts";
import type { Stage, Study } from "../stage.ts";
import { braced, millions, percent } from "../words.ts";
import { ABLATION_CLAIMS } from "./claims.ts";
import { mean, median } from "./average.ts";
import { type Budget, budgetOf, plannedRuns, timingSeconds } from "./plan.ts";
import { epochSeconds } from "./step_times.ts";
import { resultsOf, TARGET, type VariantResult } from "./result.ts";
import { lanesOf, runAblation } from "./run_ablation.ts";

/** The stage of the ablation. */
export const ABLATION_STAGE = "ablation";

/** What it finds. */
export interface Ablation {
  readonly variants: readonly VariantResult[];
  readonly conclusions: readonly Conclusion[];
}

/**
 * A stage that trains LeNet with each change alone and with all of them, and says what each of them
 * bought.
 */
export function ablationStage(study: Study): Stage {
  const budget = budgetOf(study), runs = plannedRuns(study);
  const training = runs.reduce((sum, { seconds }) => sum + seconds, 0) / lanesOf(study);
  const weight = training + timingSeconds(budget);
  return {
    name: ABLATION_STAGE,
    title: "the modifications one by one",
    weight,
    needs: [],
    chapter: "modifications",
    settings: runs.map(({ config }) => essence(config)),
    run: async (context) => {
      const share = training / weight;
      const trained = await runAblation(study, runs, {
        ...context,
        progress: (done, note) => context.progress(done * share, note),
      });
      context.progress(share, "timing training steps");
      const { seeds: [seed] } = budget;
      const one = runs.map(({ config }) => config).filter((config) => config.seed === seed);
      const variants = await resultsOf(
        trained,
        await epochSeconds(study.dataset, one, budget.timing, context),
      );
      const byName = Object.fromEntries(variants.map((variant) => [variant.model, variant]));
      const conclusions = conclude(ABLATION_CLAIMS, byName);
      const data: Ablation = { variants, conclusions };
      return { data, blocks: ablationBlocks(study, data) };
    },
  };
}

/** What the report says of an ablation. */
export function ablationBlocks(study: Study, { variants, conclusions }: Ablation): Block[] {
  const budget = budgetOf(study);
  const { dataset } = study;
  const subtitle = `${dataset.title}, ${words(budget)}`;
  const heading = { subtitle, synthetic: dataset.synthetic };
  const runs: Inline[] = [
    " Runs: ",
    ...variants.flatMap(({ runs }, i): Inline[] => [i === 0 ? "" : ", ", { code: braced(runs) }]),
    ".",
  ];
  return [
    {
      kind: "paragraph",
      text:
        "The modified LeNet is known by four changes of LeNet. Here each of them is made alone, then all together, and " +
        `every variant is trained alike: ${
          words(budget)
        }, the same optimiser, the same images in the same order. The ` +
        "modified LeNet itself stands beside them, as it differs in more: its filters are 3 x 3, the second " +
        "layer has 64 of them, and it has one hidden layer less.",
    },
    conclusionList(conclusions),
    figureOf(
      "ablation-curves",
      (theme) =>
        curves({
          ...heading,
          title: "What each change does to learning",
          theme,
          epochs: variants[0]!.validation[0]!.map((_, i) => i + 1),
          panels: [{
            title: `Validation accuracy, mean and range of ${seedsText(budget)}`,
            format: "percent",
            series: variants.map(({ title, validation }) => {
              const byEpoch = validation[0]!.map((_, i) => validation.map((curve) => curve[i]!));
              return {
                name: title,
                values: byEpoch.map(mean),
                range: {
                  low: byEpoch.map((values) => Math.min(...values)),
                  high: byEpoch.map((values) => Math.max(...values)),
                },
              };
            }),
          }],
        }),
      ["All variants on one axis.", ...runs],
    ),
    figureOf(
      "ablation-accuracies",
      (theme) =>
        accuracies({
          ...heading,
          title: "What each change bought",
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
      "Accuracy on the test images after training; a thin line for each seed. The runs are those of the figure above.",
    ),
    ablationTable(variants, budget),
  ];
}

const seedsText = ({ seeds }: Budget) => seeds.length === 1 ? "1 seed" : `${seeds.length} seeds`;

function words(budget: Budget): string {
  const { epochs, limit } = budget;
  return `${epochs} epochs of the first ${formatCount(limit)} training images, ${
    seedsText(budget)
  }`;
}

function ablationTable(variants: readonly VariantResult[], budget: Budget): Table {
  const columns = ["parameters", "FLOPs per image", "test accuracy", "range"]
    .concat([`epochs to ${percent(TARGET, 0)}`, "time per epoch"]);
  return {
    kind: "table",
    name: "ablation",
    caption:
      `Each variant after ${
        words(budget)
      }. Accuracy is the mean over the seeds, with the least and the greatest. ` +
      `Epochs to ${
        percent(TARGET, 0)
      } of the validation images are read off the straight lines between epochs. Times are those ` +
      "of an epoch's training steps on one thread, the variants timed in turn: the median.",
    columns: [
      { title: "model" },
      ...columns.map((title) => ({ title, align: "right" as const })),
    ],
    rows: variants.map((
      { title, parameters, flops, accuracy, epochsToTarget, secondsPerEpoch },
    ) => [
      title,
      formatCount(parameters),
      millions(flops),
      [{ strong: percent(mean(accuracy)) }],
      `${percent(Math.min(...accuracy))} to ${percent(Math.max(...accuracy))}`,
      epochsToTarget.map((value) => value === null ? "not reached" : value.toFixed(1)).join(", "),
      [{ time: `${median(secondsPerEpoch).toFixed(1)} s` }],
    ]),
  };
}
