import assert from "node:assert/strict";
import { ABLATION_CLAIMS } from "../ablation/ablation_claims.ts";
import { ABLATION_STAGE } from "../ablation/ablation_stage.ts";
import { CLASSIFIER_CLAIMS } from "../classifier/classifier_claims.ts";
import { MAP_CLAIMS } from "../maps/map_claims.ts";
import { MAPS_STAGE } from "../maps/maps_stage.ts";
import type { StageContext } from "../stages/stage.ts";
import type { Conclusion } from "./claim.ts";
import { conclusionStages } from "./conclusion_stages.ts";

const DATA: Readonly<Record<string, unknown>> = {
  "see-lenet": { title: "LeNet", accuracy: 0.9, confidence: 0.9, images: 100 },
  "see-lenet-modified": { title: "Modified LeNet", accuracy: 0.9, confidence: 0.9, images: 100 },
  ...Object.fromEntries(
    ([[ABLATION_STAGE, ABLATION_CLAIMS], [MAPS_STAGE, MAP_CLAIMS]] as const)
      .map(([stage, claims]) => [stage, {
        conclusions: claims.map(({ name }): Conclusion => ({ name, answer: "yes", text: name })),
      }]),
  ),
};

/** The conclusions of each stage, in order. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  "conclude-classifiers": CLASSIFIER_CLAIMS.map(({ name }) => name),
  "conclude-modifications": ["all", "rest", "bn-per-epoch", "bn-time"],
  "conclude-maps": [
    ...["lenet-modified-separability", "lenet-modified-overlap", "lenet-modified-trust"],
    ...["lenet-beside-pixels", "lenet-modified-beside-lenet"],
  ],
};

Deno.test("each subject has conclusions in the summary and reads its own stages only", async () => {
  for (const stage of conclusionStages()) {
    const context = {
      data: <Data>(name: string) => {
        assert.ok(stage.needs.includes(name), `${stage.name} reads ${name}`);
        return DATA[name] as Data;
      },
    } as StageContext;
    const { blocks, data } = await stage.run(context);
    assert.equal(stage.chapter, "conclusions");
    assert.ok((data as Conclusion[]).every(({ text }) => text !== undefined));
    const [list] = blocks;
    assert.ok(list?.kind === "list" && list.items.length > 1);
    assert.deepEqual((data as Conclusion[]).map(({ name }) => name), NAMES[stage.name]);
  }
});
