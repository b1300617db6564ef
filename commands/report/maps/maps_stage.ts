import type { ReportOptions } from "../report_options.ts";
import { conclude, type Conclusion } from "../claims/claim.ts";
import type { Stage, StageContext, StageResult } from "../stages/stage.ts";
import { trainStageName } from "../training/trained_run.ts";
import { FEATURES, featuresTitle, PIXELS } from "./features.ts";
import { makeMaps, PERPLEXITY, varianceShown } from "./make_maps.ts";
import { type FeatureMaps, MAP_CLAIMS } from "./map_claims.ts";
import { mapsBlocks } from "./maps_blocks.ts";

/** The name of the stage that draws the maps. */
export const MAPS_STAGE = "maps";

/** The data of the stage. */
export interface MapsResult {
  /** By the kind of features. */
  readonly maps: Readonly<Record<string, FeatureMaps>>;
  readonly conclusions: readonly Conclusion[];
}

/**
 * Test images of each map. t-SNE of 10,000 takes seconds; measuring a map against all features
 * takes ten times as long.
 */
const POINTS = { full: 10_000, quick: 1_500 } as const;

/** The stage that draws PCA beside t-SNE of the same features and compares the maps. */
export function mapsStage({ quick, dataset }: ReportOptions): Stage {
  const most = quick ? POINTS.quick : POINTS.full;
  const count = Math.min(most, dataset.test.count);
  return {
    name: MAPS_STAGE,
    title: "PCA beside t-SNE",
    weight: quick ? 8 : 75,
    needs: FEATURES.filter((name) => name !== PIXELS).map(trainStageName),
    chapter: "maps",
    settings: { count, perplexity: PERPLEXITY, hashes: dataset.hashes },
    run: (context) => runMaps(count, context),
  };
}

async function runMaps(count: number, context: StageContext): Promise<StageResult> {
  const pairs = await makeMaps(count, context);
  const maps = Object.fromEntries(pairs.map(({ name, maps }): [string, FeatureMaps] => [name, {
    title: featuresTitle(name).text,
    pca: maps.pca.quality,
    tsne: maps.tsne.quality,
    explained: varianceShown(maps.pca),
  }]));
  const conclusions = conclude(MAP_CLAIMS, { maps, count });
  const data: MapsResult = { maps, conclusions };
  return { data, blocks: mapsBlocks(pairs, conclusions, count, context) };
}
