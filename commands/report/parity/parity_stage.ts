import { join } from "node:path";
import { classifiers, models } from "../../../models/mod.ts";
import { runFiles } from "../../../train/run_files.ts";
import { measureParity, type ParityModel } from "../../parity/measure.ts";
import type { Parity } from "../../parity/parity.ts";
import { RUNTIMES } from "../../parity/runtimes.ts";
import type { ReportOptions } from "../report_options.ts";
import type { Stage, StageContext } from "../stages/stage.ts";
import { type TrainedRun, trainStageName } from "../training/trained_run.ts";
import { parityBlocks } from "./parity_blocks.ts";

/** The name of the stage that compares the runtimes of the machine. */
export const PARITY_STAGE = "parity";

/** Images for a GPU in software, which computes a few images per second. */
const SOFTWARE_IMAGES = 100;
/** The comparison of a quick report. It leaves out GPUs, which may be software. */
const QUICK = { images: 500, backends: ["cpu", "wasm"] } as const;

const isQuick = ({ backend }: typeof RUNTIMES[number]) =>
  (QUICK.backends as readonly string[]).includes(backend);

/**
 * The stage that runs the same graphs on the same images in every runtime and compares the outputs.
 */
export function parityStage({ quick, dataset }: ReportOptions): Stage {
  const names = Object.keys(models);
  const runtimes = quick ? RUNTIMES.filter(isQuick) : RUNTIMES;
  return {
    name: PARITY_STAGE,
    title: "comparing the runtimes",
    weight: quick ? 25 : 240,
    needs: names.map(trainStageName),
    chapter: "parity",
    settings: {
      runtimes: runtimes.map(({ name }) => name),
      images: quick ? QUICK.images : "all",
      softwareImages: SOFTWARE_IMAGES,
      hashes: dataset.hashes,
    },
    run: async (context) => {
      const runs = names.map((model) => context.data<TrainedRun>(trainStageName(model)));
      const parity = await measure(runs, runtimes, context);
      return { data: parity, blocks: parityBlocks(parity, runs) };
    },
  };
}

async function measure(
  runs: readonly TrainedRun[],
  runtimes: typeof RUNTIMES,
  { options, signal, progress }: StageContext,
): Promise<Parity> {
  const { dataset, threads, quick } = options;
  const compared: ParityModel[] = [];
  for (const { folder, summary, config } of runs) {
    const isClassifier = config.model in classifiers;
    const names = isClassifier ? [runFiles.model] : [runFiles.encoder, runFiles.decoder];
    const files: Record<string, Uint8Array> = {};
    for (const name of names) files[name] = await Deno.readFile(join(folder, name));
    compared.push({ name: summary.title, kind: isClassifier ? "classifier" : "vae", files });
  }
  let started = 0;
  return await measureParity({
    models: compared,
    images: dataset.test,
    dataset,
    threads,
    runtimes,
    ...quick ? { limit: QUICK.images } : { softwareImages: SOFTWARE_IMAGES },
    signal,
    // Maps in each host follow the models and take the second half of the progress.
    onRuntime: (name) => progress(started++ / (2 * runtimes.length), name),
  });
}
