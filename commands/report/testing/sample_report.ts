/**
 * The options of a report on a few drawn garments, and stages that do almost nothing. For tests
 * only.
 *
 * @module
 */

import { CLASS_NAMES } from "../../../data/fashion_mnist.ts";
import { synthesize } from "../../../data/synthetic.ts";
import type { ReportOptions } from "../report_options.ts";
import type { Stage, StageContext, StageResult } from "../stages/stage.ts";
import type { StageProgress } from "../stages/stage_progress.ts";

/** The options of a report on drawn garments. */
export function sampleOptions(changes: Partial<ReportOptions> = {}): ReportOptions {
  return {
    quick: true,
    recipe: "fast",
    seed: 1,
    dataset: {
      name: "fashion-mnist-synthetic",
      title: "Synthetic garments",
      synthetic: true,
      verified: false,
      classes: CLASS_NAMES,
      source: "drawn by code",
      hashes: { "train-images-idx3-ubyte": "aa", "t10k-images-idx3-ubyte": "bb" },
      train: { ...synthesize({ split: "train", count: 40 }), count: 40 },
      test: { ...synthesize({ split: "test", count: 20 }), count: 20 },
    },
    data: "synthetic",
    backend: "cpu",
    provider: "cpu",
    threads: 1,
    ...changes,
  };
}

/** A stage whose data is its name. */
export function sampleStage(
  name: string,
  needs: readonly string[] = [],
  run: (context: StageContext) => Promise<StageResult> = () =>
    Promise.resolve({ data: name, blocks: [{ kind: "paragraph", text: `This is ${name}.` }] }),
  settings: unknown = {},
): Stage {
  return { name, title: `doing ${name}`, weight: 1, needs, chapter: "models", settings, run };
}

/** A display that records its lines. */
export function recordingDisplay(): StageProgress & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    begin: ({ title }) => lines.push(`begin ${title}`),
    update() {},
    finish() {},
    skip: ({ title }) => lines.push(`skip ${title}`),
    line: (text) => lines.push(text),
    end() {},
  };
}
