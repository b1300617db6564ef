/**
 * A study of a few drawn garments, and stages that do next to nothing. For tests only.
 */

import { synthesize } from "../../../data/synthetic.ts";
import { CLASS_NAMES } from "../../../data/fashion_mnist.ts";
import type { Stage, StageContext, StageResult, Study } from "../stages/stage.ts";
import type { StageProgress } from "../stages/stage_progress.ts";

/** A study of drawn garments. */
export function smallStudy(changes: Partial<Study> = {}): Study {
  const { train, test } = {
    train: synthesize({ split: "train", count: 40 }),
    test: synthesize({ split: "test", count: 20 }),
  };
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
      train: { ...train, count: 40 },
      test: { ...test, count: 20 },
    },
    data: "synthetic",
    backend: "cpu",
    provider: "cpu",
    threads: 1,
    ...changes,
  };
}

/** A stage that says who it is. */
export function smallStage(
  name: string,
  needs: readonly string[] = [],
  run: (context: StageContext) => Promise<StageResult> = () =>
    Promise.resolve({ data: name, blocks: [{ kind: "paragraph", text: `It is ${name}.` }] }),
  settings: unknown = {},
): Stage {
  return { name, title: `doing ${name}`, weight: 1, needs, chapter: "models", settings, run };
}

/** A display that remembers its lines. */
export function rememberedDisplay(): StageProgress & { readonly lines: string[] } {
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
