import { classifiers, vaes } from "../../models/mod.ts";
import { ablationStage } from "./ablation/ablation_stage.ts";
import { conclusionStages } from "./claims/conclusion_stages.ts";
import { classifierStage } from "./classifier/classifier_stage.ts";
import type { Stage, Study } from "./stages/stage.ts";
import { mapsStage } from "./maps/maps_stage.ts";
import { parityStage } from "./parity/parity_stage.ts";
import { trainStage } from "./training/train_stage.ts";
import { vaeStage } from "./vae/vae_stage.ts";

/** All stages of the study, each after those that it needs. */
export function stagesOf(study: Study): Stage[] {
  return [
    ...Object.keys(classifiers).flatMap((model) => [
      trainStage(study, model, "models"),
      classifierStage(study, model),
    ]),
    ablationStage(study),
    mapsStage(study),
    ...Object.keys(vaes).map((model) => trainStage(study, model, "vae")),
    vaeStage(),
    parityStage(study),
    ...conclusionStages(),
  ];
}
