import { classifiers, vaes } from "../../models/mod.ts";
import { ablationStage } from "./ablation/ablation_stage.ts";
import { conclusionStages } from "./claims/conclusion_stages.ts";
import { classifierStage } from "./classifier/classifier_stage.ts";
import { mapsStage } from "./maps/maps_stage.ts";
import { parityStage } from "./parity/parity_stage.ts";
import type { ReportOptions } from "./report_options.ts";
import type { Stage } from "./stages/stage.ts";
import { trainStage } from "./training/train_stage.ts";
import { vaeStage } from "./vae/vae_stage.ts";

/**
 * All stages of the report. Each stage comes after the stages that it needs.
 *
 * To add a part to the report, write a function that returns a {@linkcode Stage} and add it here.
 */
export function reportStages(options: ReportOptions): Stage[] {
  return [
    ...Object.keys(classifiers).flatMap((model) => [
      trainStage(options, model, "models"),
      classifierStage(options, model),
    ]),
    ablationStage(options),
    mapsStage(options),
    ...Object.keys(vaes).map((model) => trainStage(options, model, "vae")),
    ...Object.keys(vaes).map(vaeStage),
    parityStage(options),
    ...conclusionStages(),
  ];
}
