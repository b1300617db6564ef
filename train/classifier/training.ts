import type { Evaluation } from "../../infer/evaluate.ts";
import { shellWord } from "../../cli/shell_word.ts";
import type { Classifier } from "../../models/mod.ts";
import { compileClassifier } from "./compile.ts";
import { writeClassifierResults } from "./results.ts";
import type { ClassifierConfig } from "../config.ts";
import { runFiles } from "../run_files.ts";
import type { ModelFiles, TestResult, Training } from "../training.ts";
import { evaluateModel } from "./evaluate_model.ts";

/** A classifier's test: the evaluation, whose loss and accuracy are the scores. */
export interface ClassifierTestResult extends TestResult {
  readonly evaluation: Evaluation;
}

const scoresOf = ({ loss, accuracy }: Evaluation) => ({ loss, accuracy });

/** The training of a classifier. */
export function classifierTraining(
  definition: Classifier,
): Training<ClassifierConfig, ClassifierTestResult> {
  const model = (files: ModelFiles) => files.get(runFiles.model)!;
  return {
    compile: (config, classes, target) =>
      compileClassifier(definition, classes, config, config.batchSize, target),
    validate: async (files, images, session) =>
      scoresOf(await evaluateModel(model(files), images, session)),
    test: async (files, { dataset, session }) => {
      const evaluation = await evaluateModel(model(files), dataset.test, session);
      return { scores: scoresOf(evaluation), evaluation };
    },
    metadata: ({ evaluation }) => ({ test_accuracy: String(evaluation.accuracy) }),
    writeResults: (folder, config, { test, ...results }) =>
      writeClassifierResults(folder, config, { ...results, test: test.evaluation }),
    scoresText: ({ loss, accuracy }) =>
      `loss ${loss!.toFixed(4)} accuracy ${(100 * accuracy!).toFixed(2)} %`,
    nextCommand: (folder) => `deno task infer --split test --model ${shellWord(folder)}`,
  };
}
