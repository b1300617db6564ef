import { formatCount } from "../../../viz/figures/format.ts";
import { scaled } from "../../parity/compare.ts";
import type { ModelResult, Pair, Parity, PromiseResult } from "../../parity/parity.ts";
import { REFERENCE } from "../../parity/runtimes.ts";
import type { Block, Inline, Table, Text } from "../document/document.ts";
import { percent } from "../format.ts";
import type { TrainedRun } from "../training/trained_run.ts";

/** The chapter on the agreement of the runtimes. */
export function parityBlocks(parity: Parity, runs: readonly TrainedRun[]): Block[] {
  const { inputs, runtimes, promises } = parity;
  const ran = runtimes.filter(({ state }) => state === "ran");
  const absent = runtimes.filter(({ state }) => state !== "ran");
  return [
    {
      kind: "paragraph",
      text: `The exported files run on ${formatCount(inputs.images)} images and ` +
        `${formatCount(inputs.latents)} points of the VAE's latent space, in ${ran.length} ` +
        `runtimes of this machine. ${promisesText(promises)}`,
    },
    ...promises.filter(({ state }) => state === "broken").map(({ promise, broken }): Block => ({
      kind: "notice",
      text: `Broken: ${promise} ${broken.join("; ")}`,
    })),
    runtimeTable(parity, runs),
    promiseTable(promises),
    ...absent.length === 0 ? [] : [
      { kind: "paragraph", text: "Not compared on this machine:" },
      { kind: "list", items: absent.map(({ name, why }) => `${name}: ${why}`) },
    ] as const,
  ];
}

function promisesText(promises: readonly PromiseResult[]): string {
  const count = (wanted: PromiseResult["state"]) =>
    promises.filter(({ state }) => state === wanted).length;
  const broken = count("broken"), unchecked = count("unchecked");
  const checked = promises.length - unchecked;
  const result = broken === 0
    ? `All ${checked} promises that could be checked are kept.`
    : `${broken} of ${checked} promises that could be checked are broken.`;
  return unchecked === 0 ? result : `${result} This machine cannot check the other ${unchecked}.`;
}

function runtimeTable({ models, pairs, runtimes }: Parity, runs: readonly TrainedRun[]): Table {
  const columns = ["images", "images/s", "accuracy", "largest difference", "other classes"];
  return {
    kind: "table",
    name: "parity",
    caption: [
      "Each model in each runtime, compared with the CPU in Deno. The largest difference is the " +
      "difference of logits, for the VAE of decoded grey levels, relative to the largest of them " +
      "where it is above 1. Other classes counts the images with another predicted class. Runs: ",
      ...runs.flatMap(({ name }, i): Inline[] => [i === 0 ? "" : ", ", { code: name }]),
      ".",
    ],
    columns: [
      { title: "model" },
      { title: "runtime" },
      ...columns.map((title) => ({ title, align: "right" as const })),
    ],
    rows: models.map((row) => {
      const pair = pairs.find(({ model, runtime, against, output }) =>
        model === row.model && runtime === row.runtime && against === REFERENCE &&
        (output === "logits" || output === "decoded")
      );
      const { software } = runtimes.find(({ name }) => name === row.runtime)!;
      const runtime = software === undefined ? row.runtime : `${row.runtime} (software)`;
      return [row.model, runtime, ...resultCells(row, pair)];
    }),
  };
}

const NONE = "–";

function resultCells(row: ModelResult, pair: Pair | undefined): Text[] {
  const { error, images, imagesPerSecond, accuracy } = row;
  if (error !== undefined) return [error, NONE, NONE, NONE, NONE];
  return [
    formatCount(images!),
    [{ time: formatCount(Math.round(imagesPerSecond!)) }],
    accuracy === undefined ? NONE : percent(accuracy),
    pair ? differenceText(pair) : "reference",
    pair?.disagreements ? String(pair.disagreements.length) : NONE,
  ];
}

function differenceText(pair: Pair): string {
  if (pair.identical) return "none, bit for bit";
  return scaled(pair).toExponential(1).replace("-", "−");
}

function promiseTable(promises: readonly PromiseResult[]): Table {
  return {
    kind: "table",
    name: "parity-promises",
    caption: "The promises of weft about its runtimes, and their state on this machine.",
    columns: [
      { title: "promise" },
      { title: "comparisons", align: "right" },
      { title: "state" },
    ],
    rows: promises.map(({ promise, checked, state }) => [
      promise,
      String(checked),
      state === "broken" ? [{ strong: state }] : state,
    ]),
  };
}
