import { models } from "../../models/mod.ts";
import { shellWord } from "../../cli/shell_word.ts";
import type { Block, Chapter, Document, Text } from "./document/document.ts";
import { environmentTable, repeatBlocks } from "./environment.ts";
import type { Outcome } from "./stages/run_stages.ts";
import { type ChapterName, CHAPTERS, type Study } from "./stages/stage.ts";
import { type DataOf, summaryBlocks } from "./summary.ts";
import { type TrainedRun, trainingStage } from "./training/trained_run.ts";

/** Puts what the stages left into the order in which it is read. */
export function assemble(study: Study, outcomes: readonly Outcome[]): Document {
  const { dataset, quick } = study;
  const data: DataOf = <Data>(name: string) => {
    const outcome = outcomes.find(({ stage }) => stage.name === name);
    return outcome?.state === "done" ? outcome.stored.data as Data : undefined;
  };
  const names = Object.keys(models);
  const runs = names.flatMap((model) => data<TrainedRun>(trainingStage(model)) ?? []);
  const found = blocksOf("conclusions", outcomes);
  const chapters: Chapter[] = [
    {
      name: "summary",
      title: "Summary",
      blocks: [
        ...summaryBlocks(names, data, dataset.synthetic),
        ...found.length > 0
          ? [{ kind: "heading", title: titleOf("conclusions") } as Block, ...found]
          : [],
        { kind: "heading", title: "The machine" },
        environmentTable(study),
      ],
    },
    ...CHAPTERS.filter(([name]) => name !== "conclusions")
      .map(([name, title]): Chapter => ({ name, title, blocks: blocksOf(name, outcomes) }))
      .filter(({ blocks }) => blocks.length > 0),
    {
      name: "repeat",
      title: "How to repeat it",
      blocks: repeatBlocks(commandOf(study), runs.map(({ command }) => command), study),
    },
  ];
  return {
    title: "Two LeNets and an autoencoder",
    subtitle: `A study of ${dataset.title}${quick ? ", at a quick glance" : ""}`,
    lead: leadOf(study, outcomes),
    chapters,
  };
}

function titleOf(chapter: ChapterName): string {
  return CHAPTERS.find(([name]) => name === chapter)![1];
}

/** The blocks of a chapter; where a stage has no result it says why. */
function blocksOf(chapter: ChapterName, outcomes: readonly Outcome[]): Block[] {
  return outcomes.filter(({ stage }) => stage.chapter === chapter).flatMap(
    (outcome): readonly Block[] => {
      if (outcome.state === "done") return outcome.stored.blocks;
      const { title } = outcome.stage;
      const text = outcome.state === "failed"
        ? `This part is missing. ${
          sentence(title)
        } failed: ${outcome.failure.message}. ${outcome.failure.hint}.`
        : `This part is missing: ${title} needs ${
          outcomes.find(({ stage }) => stage.name === outcome.missing)!.stage.title
        }, which failed.`;
      return [{ kind: "notice", text: text.replaceAll("..", ".") }];
    },
  );
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function leadOf({ dataset, quick, limit }: Study, outcomes: readonly Outcome[]): Block[] {
  const lacking = outcomes.filter(({ state }) => state !== "done").length;
  const notices: Text[] = [
    ...dataset.synthetic
      ? [
        "Synthetic data: garments drawn by code, not Fashion-MNIST. The numbers say nothing about real images.",
      ]
      : [],
    ...quick || limit !== undefined
      ? [
        `A ${limit === undefined ? "quick" : "small"} study${
          limit === undefined ? "" : `, of the first ${limit} training images`
        }: it shows what there is to see, and its numbers are lower than those of the full one.`,
      ]
      : [],
    ...lacking > 0
      ? [`${lacking} of ${outcomes.length} parts are missing; their places say why.`]
      : [],
  ];
  return [
    ...notices.map((text): Block => ({ kind: "notice", text })),
    {
      kind: "paragraph",
      text:
        "Three networks look at small grey pictures of clothes. Two of them name what they see: LeNet, as it was in 1998, " +
        "and a LeNet with four modern changes. The third, a variational autoencoder, squeezes each picture into a few " +
        "numbers and paints it again. They were written in TensorFlow.js, trained through ONNX, and measured as the " +
        "exported files that anybody can run.",
    },
  ];
}

/** The command that makes the report again. */
export function commandOf(study: Study): string {
  const { quick, recipe, seed, limit, data, dataset, backend, threads } = study;
  const flags: [string, unknown, unknown][] = [
    ["--recipe", recipe, quick ? "fast" : "default"],
    ["--seed", seed, 1],
    ["--limit", limit, undefined],
    ["--data", dataset.synthetic ? "synthetic" : data, "auto"],
    ["--backend", backend, "auto"],
    ["--threads", threads, undefined],
  ];
  return [
    "deno task report",
    ...quick ? ["--quick"] : [],
    ...flags.filter(([, value, usual]) => value !== undefined && value !== usual)
      .map(([flag, value]) => `${flag} ${shellWord(String(value))}`),
    ...!dataset.verified && !dataset.synthetic ? ["--unverified"] : [],
  ].join(" ");
}
