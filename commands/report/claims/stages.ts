import { type Ablation, ABLATION_STAGE } from "../ablation/stage.ts";
import { classifierStageName, type SeenClassifier } from "../classifier_stage.ts";
import { MAPS_STAGE, type SeenMaps } from "../maps/stage.ts";
import type { Stage, StageContext } from "../stage.ts";
import { CLASSIFIER_CLAIMS } from "./classifier_claims.ts";
import { conclude, type Conclusion, conclusionList } from "./claim.ts";

/** What the summary says of a part of the study. */
interface Findings {
  /** Ends the stage's name. */
  readonly name: string;
  readonly needs: readonly string[];
  readonly conclusions: (data: StageContext["data"]) => readonly Conclusion[];
}

/** Some of the conclusions, in the order of the names. */
const named = (conclusions: readonly Conclusion[], ...names: readonly string[]) =>
  names.map((name) => conclusions.find((one) => one.name === name)!);

/** The parts, in the order in which they are read. */
const FINDINGS: readonly Findings[] = [
  {
    name: "classifiers",
    needs: ["lenet", "lenet-modified"].map(classifierStageName),
    conclusions: (data) => {
      const [lenet, modified] = ["lenet", "lenet-modified"]
        .map((model) => data<SeenClassifier>(classifierStageName(model)));
      return conclude(CLASSIFIER_CLAIMS, { lenet: lenet!, modified: modified! });
    },
  },
  {
    name: "modifications",
    needs: [ABLATION_STAGE],
    conclusions: (data) =>
      named(
        data<Ablation>(ABLATION_STAGE).conclusions,
        ...["all", "rest", "bn-per-epoch", "bn-time"],
      ),
  },
  {
    name: "maps",
    needs: [MAPS_STAGE],
    conclusions: (data) =>
      named(
        data<SeenMaps>(MAPS_STAGE).conclusions,
        ...["lenet-modified-separability", "lenet-modified-overlap", "lenet-modified-trust"],
        ...["lenet-beside-pixels", "lenet-modified-beside-lenet"],
      ),
  },
];

/**
 * Stages that say in the summary what others found: a part that failed leaves the others their
 * conclusions.
 */
export function conclusionStages(): Stage[] {
  return FINDINGS.map(({ name, needs, conclusions }) => ({
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
