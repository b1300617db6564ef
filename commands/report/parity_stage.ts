import { join } from "node:path";
import { classifiers, models } from "../../models/mod.ts";
import { scaled } from "../parity/compare.ts";
import { measureParity, type ParityModel } from "../parity/measure.ts";
import type { ModelResult, Pair, Parity, PromiseResult } from "../parity/parity.ts";
import { REFERENCE, RUNTIMES } from "../parity/runtimes.ts";
import { runFiles } from "../../train/run_files.ts";
import { formatCount } from "../../viz/figures/format.ts";
import type { Block, Inline, Table, Text } from "./document.ts";
import type { Stage, StageContext, StageResult, Study } from "./stage.ts";
import { type TrainedRun, trainingStage } from "./trained_run.ts";
import { percent } from "./words.ts";

/** The stage that runs the models in every runtime of the machine. */
export const PARITY_STAGE = "parity";

/** Images where a GPU is software, which computes a few a second. */
const SOFTWARE_IMAGES = 100;
/** What a quick study compares: no GPU, which may be software. */
const QUICK = { images: 500, backends: ["cpu", "wasm"] } as const;

const isQuick = ({ backend }: typeof RUNTIMES[number]) =>
  (QUICK.backends as readonly string[]).includes(backend);

/**
 * A stage that gives the same graphs the same images in every runtime of the machine, and compares
 * the answers.
 */
export function parityStage(study: Study): Stage {
  const names = Object.keys(models);
  const runtimes = study.quick ? RUNTIMES.filter(isQuick) : RUNTIMES;
  return {
    name: PARITY_STAGE,
    title: "the same answers in every runtime",
    weight: study.quick ? 25 : 240,
    needs: names.map(trainingStage),
    chapter: "parity",
    settings: {
      runtimes: runtimes.map(({ name }) => name),
      images: study.quick ? QUICK.images : "all",
      softwareImages: SOFTWARE_IMAGES,
      hashes: study.dataset.hashes,
    },
    run: async (context) => {
      const trained = names.map((model) => context.data<TrainedRun>(trainingStage(model)));
      return parityResult(await measure(trained, runtimes, context), trained);
    },
  };
}

async function measure(
  trained: readonly TrainedRun[],
  runtimes: typeof RUNTIMES,
  { study, signal, progress }: StageContext,
): Promise<Parity> {
  const { dataset, threads, quick } = study;
  const compared: ParityModel[] = [];
  for (const { folder, summary, config } of trained) {
    const isClassifier = config.model in classifiers;
    const names = isClassifier ? [runFiles.model] : [runFiles.encoder, runFiles.decoder];
    const files: Record<string, Uint8Array> = {};
    for (const name of names) files[name] = await Deno.readFile(join(folder, name));
    compared.push({ name: summary.title, kind: isClassifier ? "classifier" : "vae", files });
  }
  let begun = 0;
  return await measureParity({
    models: compared,
    images: dataset.test,
    dataset,
    threads,
    runtimes,
    ...quick ? { limit: QUICK.images } : { softwareImages: SOFTWARE_IMAGES },
    signal,
    // A map in each engine follows the runtimes.
    onRuntime: (name) => progress(begun++ / (2 * runtimes.length), name),
  });
}

/** What the report says of a comparison. */
export function parityResult(parity: Parity, trained: readonly TrainedRun[]): StageResult {
  const { inputs, runtimes, promises } = parity;
  const ran = runtimes.filter(({ state }) => state === "ran");
  const absent = runtimes.filter(({ state }) => state !== "ran");
  const blocks: Block[] = [
    {
      kind: "paragraph",
      text: `The exported files, ${formatCount(inputs.images)} images and ${
        formatCount(inputs.latents)
      } points of the VAE's latent space, in ${ran.length} runtimes of this machine. ${
        verdict(promises)
      }`,
    },
    ...promises.filter(({ state }) => state === "broken").map(({ promise, broken }): Block => ({
      kind: "notice",
      text: `Broken: ${promise} ${broken.join("; ")}`,
    })),
    runtimeTable(parity, trained),
    promiseTable(promises),
    ...absent.length === 0 ? [] : [
      { kind: "paragraph", text: "Not compared on this machine:" },
      { kind: "list", items: absent.map(({ name, why }) => `${name}: ${why}`) },
    ] as const,
  ];
  return { data: parity, blocks };
}

/** What it comes to, whichever way it came out. */
function verdict(promises: readonly PromiseResult[]): string {
  const count = (wanted: PromiseResult["state"]) =>
    promises.filter(({ state }) => state === wanted).length;
  const unchecked = count("unchecked");
  const rest = unchecked === 0
    ? ""
    : ` This machine has nothing to hold ${unchecked} of them against.`;
  const checked = promises.length - unchecked;
  return count("broken") === 0
    ? `All ${checked} promises that could be checked are kept.${rest}`
    : `${count("broken")} of ${checked} promises that could be checked are broken.${rest}`;
}

function runtimeTable({ models, pairs, runtimes }: Parity, trained: readonly TrainedRun[]): Table {
  const columns = ["images", "images/s", "accuracy", "largest difference", "other classes"];
  return {
    kind: "table",
    name: "parity",
    caption: [
      "Each model in each runtime, beside the CPU in Deno: the largest difference of its logits (of the VAE, of the " +
      "decoded grey levels), in units of the largest of them where that is above 1, and images of which it says another class. Runs: ",
      ...trained.flatMap(({ name }, i): Inline[] => [i === 0 ? "" : ", ", { code: name }]),
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
      return [row.model, runtime, ...numbersOf(row, pair)];
    }),
  };
}

const NOTHING = "–";

function numbersOf(row: ModelResult, pair: Pair | undefined): Text[] {
  const { error, images, imagesPerSecond, accuracy } = row;
  if (error !== undefined) return [error, NOTHING, NOTHING, NOTHING, NOTHING];
  return [
    formatCount(images!),
    [{ time: formatCount(Math.round(imagesPerSecond!)) }],
    accuracy === undefined ? NOTHING : percent(accuracy),
    pair ? difference(pair) : "reference",
    pair?.disagreements ? String(pair.disagreements.length) : NOTHING,
  ];
}

function difference(pair: Pair): string {
  if (pair.identical) return "none, bit for bit";
  return scaled(pair).toExponential(1).replace("-", "−");
}

function promiseTable(promises: readonly PromiseResult[]): Table {
  return {
    kind: "table",
    name: "parity-promises",
    caption: "What weft promises of its runtimes, and what came of it here.",
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
