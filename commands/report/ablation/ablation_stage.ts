import { conclude } from "../claims/claim.ts";
import type { ReportOptions } from "../report_options.ts";
import type { Stage } from "../stages/stage.ts";
import { comparableSettings } from "../training/find_run.ts";
import { ablationBlocks } from "./ablation_blocks.ts";
import { ABLATION_CLAIMS } from "./ablation_claims.ts";
import { type AblationResult, variantResults } from "./ablation_result.ts";
import { budgetOf, plannedRuns, timingSeconds } from "./plan.ts";
import { concurrencyOf, runAblation } from "./run_ablation.ts";
import { epochSeconds } from "./step_times.ts";

/** The name of the stage that trains the ablation. */
export const ABLATION_STAGE = "ablation";

/**
 * The stage that trains LeNet with each modification alone and with all of them, and compares them.
 */
export function ablationStage(options: ReportOptions): Stage {
  const budget = budgetOf(options), planned = plannedRuns(options);
  const training = planned.reduce((sum, { seconds }) => sum + seconds, 0) / concurrencyOf(options);
  const weight = training + timingSeconds(budget);
  return {
    name: ABLATION_STAGE,
    title: "training the modifications one by one",
    weight,
    needs: [],
    chapter: "modifications",
    settings: planned.map(({ config }) => comparableSettings(config)),
    run: async (context) => {
      const share = training / weight;
      const runs = await runAblation(options, planned, {
        ...context,
        progress: (done, note) => context.progress(done * share, note),
      });
      context.progress(share, "timing training steps");
      const configs = planned.map(({ config }) => config)
        .filter(({ seed }) => seed === budget.seeds[0]);
      const seconds = await epochSeconds(options.dataset, configs, budget.timing, context);
      const variants = await variantResults(runs, seconds);
      const byName = Object.fromEntries(variants.map((variant) => [variant.model, variant]));
      const data: AblationResult = { variants, conclusions: conclude(ABLATION_CLAIMS, byName) };
      return { data, blocks: ablationBlocks(options, data) };
    },
  };
}
