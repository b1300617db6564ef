import { classifiers } from "../../../models/mod.ts";
import type { AblationResult } from "../ablation/ablation_result.ts";
import { ABLATION_STAGE } from "../ablation/ablation_stage.ts";
import { CLASSIFIER_CLAIMS } from "../classifier/classifier_claims.ts";
import { type ClassifierResult, classifierStageName } from "../classifier/classifier_result.ts";
import { MAPS_STAGE, type MapsResult } from "../maps/maps_stage.ts";
import type { Stage, StageContext } from "../stages/stage.ts";
import { conclude, type Conclusion, conclusionList } from "./claim.ts";

/** The conclusions of the summary on one subject. */
interface Subject {
  /** The end of the stage's name. */
  readonly name: string;
  /** The stages that it reads. */
  readonly needs: readonly string[];
  readonly conclusions: (data: StageContext["data"]) => readonly Conclusion[];
}

/** Selects conclusions, in the order of the names. */
const named = (conclusions: readonly Conclusion[], names: readonly string[]) =>
  names.map((name) => conclusions.find((one) => one.name === name)!);

/** The conclusions on the ablation and the maps that the summary repeats. */
const ABLATION_NAMES = ["all", "rest", "bn-per-epoch", "bn-time"];
const MAP_NAMES = [
  ...["lenet-modified-separability", "lenet-modified-overlap", "lenet-modified-trust"],
  ...["lenet-beside-pixels", "lenet-modified-beside-lenet"],
];

/** The subjects in the order of the summary. */
const SUBJECTS: readonly Subject[] = [
  {
    name: "classifiers",
    needs: Object.keys(classifiers).map(classifierStageName),
    conclusions: (data) => {
      const results = Object.keys(classifiers)
        .map((model) => data<ClassifierResult>(classifierStageName(model)));
      return results.slice(1).flatMap((second, i) =>
        conclude(CLASSIFIER_CLAIMS, { first: results[i]!, second })
      );
    },
  },
  {
    name: "modifications",
    needs: [ABLATION_STAGE],
    conclusions: (data) => named(data<AblationResult>(ABLATION_STAGE).conclusions, ABLATION_NAMES),
  },
  {
    name: "maps",
    needs: [MAPS_STAGE],
    conclusions: (data) => named(data<MapsResult>(MAPS_STAGE).conclusions, MAP_NAMES),
  },
];

/**
 * The stages that write the conclusions of the summary. Each subject is a stage of its own, so that
 * a stage that fails affects the conclusions on its subject only.
 */
export function conclusionStages(): Stage[] {
  return SUBJECTS.map(({ name, needs, conclusions }) => ({
    name: `conclude-${name}`,
    title: `conclusions on the ${name}`,
    weight: 0.1,
    needs,
    chapter: "conclusions",
    settings: {},
    run: ({ data }) => {
      const found = conclusions(data);
      return Promise.resolve({ data: found, blocks: [conclusionList(found)] });
    },
  }));
}
