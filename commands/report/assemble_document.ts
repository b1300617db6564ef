import { models } from "../../models/mod.ts";
import type { Block, Chapter, Document } from "./document/document.ts";
import { environmentTable, repeatBlocks } from "./environment.ts";
import { capitalised } from "./format.ts";
import { reportCommand, type ReportOptions } from "./report_options.ts";
import type { StageOutcome } from "./stages/run_stages.ts";
import { type ChapterName, CHAPTERS } from "./stages/stage.ts";
import { type DataOf, summaryBlocks } from "./summary.ts";
import { type TrainedRun, trainStageName } from "./training/trained_run.ts";

/**
 * Puts the blocks of the stages into chapters, between the summary and the instructions to repeat.
 */
export function assembleDocument(
  options: ReportOptions,
  outcomes: readonly StageOutcome[],
): Document {
  const { dataset, quick } = options;
  const data: DataOf = <Data>(name: string) => {
    const outcome = outcomes.find(({ stage }) => stage.name === name);
    return outcome?.state === "done" ? outcome.stored.data as Data : undefined;
  };
  const commands = Object.keys(models).flatMap((model) =>
    data<TrainedRun>(trainStageName(model))?.command ?? []
  );
  return {
    title: "Two LeNets and an autoencoder",
    subtitle: `${quick ? "A quick report" : "A report"} on ${dataset.title}`,
    lead: leadBlocks(options, outcomes),
    chapters: [
      summaryChapter(options, outcomes, data),
      ...CHAPTERS.filter(([name]) => name !== "conclusions")
        .map(([name, title]): Chapter => ({ name, title, blocks: blocksOf(name, outcomes) }))
        .filter(({ blocks }) => blocks.length > 0),
      {
        name: "repeat",
        title: "How to repeat it",
        blocks: repeatBlocks(reportCommand(options), commands, options),
      },
    ],
  };
}

function summaryChapter(
  options: ReportOptions,
  outcomes: readonly StageOutcome[],
  data: DataOf,
): Chapter {
  const conclusions = blocksOf("conclusions", outcomes);
  const [, title] = CHAPTERS.find(([name]) => name === "conclusions")!;
  return {
    name: "summary",
    title: "Summary",
    blocks: [
      ...summaryBlocks(data, options.dataset.synthetic),
      ...conclusions.length > 0 ? [{ kind: "heading", title } satisfies Block, ...conclusions] : [],
      { kind: "heading", title: "The machine" },
      environmentTable(options),
    ],
  };
}

/** The blocks of a chapter, with a notice in place of each stage that has no result. */
function blocksOf(chapter: ChapterName, outcomes: readonly StageOutcome[]): Block[] {
  return outcomes.filter(({ stage }) => stage.chapter === chapter).flatMap(
    (outcome): readonly Block[] =>
      outcome.state === "done"
        ? outcome.stored.blocks
        : [{ kind: "notice", text: missingText(outcome, outcomes).replaceAll("..", ".") }],
  );
}

function missingText(
  outcome: Exclude<StageOutcome, { state: "done" }>,
  outcomes: readonly StageOutcome[],
): string {
  const { title } = outcome.stage;
  if (outcome.state === "failed") {
    const { message, hint } = outcome.failure;
    return `This part is missing. ${capitalised(title)} failed: ${message}. ${hint}.`;
  }
  const needed = outcomes.find(({ stage }) => stage.name === outcome.missing)!.stage.title;
  return `This part is missing: ${title} needs ${needed}, which has no result.`;
}

/** The notices and the paragraph before the first chapter. */
function leadBlocks(
  { dataset, quick, limit }: ReportOptions,
  outcomes: readonly StageOutcome[],
): Block[] {
  const missing = outcomes.filter(({ state }) => state !== "done").length;
  const notices: string[] = [
    ...dataset.synthetic
      ? [
        "Synthetic data: garments drawn by code, not Fashion-MNIST. The numbers do not apply to " +
        "real images.",
      ]
      : [],
    ...quick || limit !== undefined
      ? [
        limit === undefined
          ? "A quick report: its scores are lower than those of the full report."
          : `A report on the first ${limit} training images: its scores are lower than those of ` +
            "the full report.",
      ]
      : [],
    ...missing > 0
      ? [
        `${missing} of ${outcomes.length} parts are missing. Notices in their places ` +
        "give the reasons.",
      ]
      : [],
  ];
  return [
    ...notices.map((text): Block => ({ kind: "notice", text })),
    {
      kind: "paragraph",
      text: "This report compares three neural networks on small grey images of clothes. Two of " +
        "them classify the images: LeNet, as published in 1998, and a LeNet with four modern " +
        "changes. The third, a variational autoencoder, encodes an image as a few numbers and " +
        "decodes it again. The networks are written in TensorFlow.js and trained through ONNX " +
        "Runtime. All scores are measured on the exported ONNX files.",
    },
  ];
}
