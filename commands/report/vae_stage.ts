import { join } from "node:path";
import { parseFlags } from "../../cli/flags.ts";
import type { CommandContext } from "../../cli/run_command.ts";
import { interpolatePairs } from "../infer/vae/interpolate_pairs.ts";
import { reconstructImages } from "../infer/vae/reconstruct_images.ts";
import { sampleImages } from "../infer/vae/sample_images.ts";
import type { DrawnFigure, VaeTaskResult, VaeTaskInput } from "../infer/vae/vae_task.ts";
import { loadVae } from "../../infer/vae/load_vae.ts";
import { SPEC } from "../infer/spec.ts";
import { models } from "../../models/mod.ts";
import type { VaeConfig } from "../../train/config.ts";
import { runFiles } from "../../train/run_files.ts";
import type { VaeSummary } from "../../train/vae/card.ts";
import { vaeCurves } from "../../train/vae/results.ts";
import { figureFiles } from "../../viz/figure_file.ts";
import { nextTurn } from "../../viz/kernels/next_turn.ts";
import { type Block, type Figure, figureOf, type Table } from "./document.ts";
import { countFlops } from "./flops.ts";
import { architectureFigure } from "./model_figures.ts";
import { silent } from "./silent.ts";
import type { Stage, StageContext, StageFile, StageResult, Study } from "./stage.ts";
import { type TrainedRun, trainingStage } from "./trained_run.ts";
import { fixed, ofRun, percent } from "./words.ts";

/** The stage that looks at the VAE. */
export const VAE_STAGE = "see-vae";

/** What it finds beside the run's own summary. */
export interface SeenVae {
  /** Floating-point operations of encoding one image, and of decoding one. */
  readonly flops: { readonly encoder: number; readonly decoder: number };
}

/**
 * What is done with the VAE: the commands that `deno task infer` has for it, with the figures that
 * the report shows.
 */
const TASKS: readonly {
  readonly name: string;
  readonly does: (input: VaeTaskInput) => Promise<VaeTaskResult>;
  readonly shown: Readonly<Record<string, string>>;
}[] = [
  {
    name: "reconstruct",
    does: reconstructImages,
    shown: {
      reconstructions:
        "Test images above what the decoder makes of their codes, with the squared error per pixel.",
      worst: "The test images that it reconstructs worst.",
      latent_map:
        "Where the test images lie in the latent space, coloured by class, which it was never told.",
    },
  },
  {
    name: "interpolate",
    does: interpolatePairs,
    shown: {
      interpolation:
        "Equal steps on straight lines between the codes of two test images of different classes.",
    },
  },
  {
    name: "sample",
    does: sampleImages,
    shown: { samples: "Images decoded from random points of the standard normal distribution." },
  },
];

/** A stage that rebuilds, interpolates and generates images with the trained VAE. */
export function vaeStage(): Stage {
  const needed = trainingStage("vae");
  return {
    name: VAE_STAGE,
    title: `looking at the ${models.vae!.title}`,
    weight: 15,
    needs: [needed],
    chapter: "vae",
    settings: {},
    run: (context) => see(context.data<TrainedRun>(needed), context),
  };
}

async function see(run: TrainedRun, context: StageContext): Promise<StageResult> {
  const { study, signal } = context;
  const [encoder, decoder] = [runFiles.encoder, runFiles.decoder].map((name) =>
    join(run.folder, name)
  );
  const model = await loadVae(
    { encoder: encoder!, decoder: decoder! },
    { backend: study.backend, threads: study.threads },
  );
  const figures: Figure[] = [], files: StageFile[] = [];
  try {
    for (const [i, { name, does, shown }] of TASKS.entries()) {
      context.progress(i / TASKS.length, name);
      const findings = await does(taskInputOf(name, run, model, study, signal));
      for (const drawn of findings.figures) {
        figures.push(...figureOfTask(drawn, shown, run));
        files.push(...inFolder(`vae/${name}`, figureFiles(drawn.path, drawn.draw())));
        await nextTurn();
        signal.throwIfAborted();
      }
      files.push(...inFolder(`vae/${name}`, findings.files));
    }
  } finally {
    await model.close();
  }
  const halves = await Promise.all([encoder!, decoder!].map(async (path, i) => {
    const bytes = await Deno.readFile(path);
    const half = i === 0 ? "encoder" : "decoder";
    const title = `${run.summary.title}, ${half}`;
    return { name: `vae-${half}`, title, bytes, flops: await countFlops(bytes) };
  }));
  const drawn = await Promise.all(halves.map((half) => architectureFigure(half, run)));
  const data: SeenVae = { flops: { encoder: halves[0]!.flops, decoder: halves[1]!.flops } };
  return { data, blocks: blocksOf(run, drawn, figures), files };
}

/**
 * What a task of `deno task infer` works with: the same seed and numbers as its flags have by
 * default.
 */
function taskInputOf(
  task: string,
  run: TrainedRun,
  model: VaeTaskInput["model"],
  { dataset }: Study,
  signal: AbortSignal,
): VaeTaskInput {
  const context: CommandContext = { stdout: silent, stderr: silent, signal };
  const { images, labels, count } = dataset.test;
  const names = Array.from({ length: count }, (_, i) => String(i));
  return {
    flags: parseFlags(SPEC, ["--task", task]),
    context,
    model,
    title: run.summary.title,
    readImages: () => Promise.resolve({ images, labels, names, dataset }),
  };
}

const inFolder = (folder: string, files: readonly StageFile[]): StageFile[] =>
  files.map(({ path, bytes }) => ({ path: `images/${folder}/${path}`, bytes }));

function figureOfTask(
  { path, draw }: DrawnFigure,
  shown: Readonly<Record<string, string>>,
  run: TrainedRun,
): Figure[] {
  const what = shown[path];
  return what === undefined
    ? []
    : [figureOf(`vae-${path.replace("_", "-")}`, draw, ofRun(what, run))];
}

function blocksOf(
  run: TrainedRun,
  architectures: readonly Figure[],
  figures: readonly Figure[],
): Block[] {
  const config = run.config as VaeConfig;
  const { latent, test, pca, title } = run.summary as VaeSummary;
  const ratio = 1 - test.mse / pca.mse;
  return [
    {
      kind: "paragraph",
      text: [
        `The VAE keeps ${latent} numbers of each image and rebuilds the image from them. On the test images its ELBO is `,
        { strong: `${nats(test.elbo)} per image` },
        `, of which ${
          nats(test.kl)
        } are the divergence of the codes from the standard normal distribution. No model ` +
        `can bring the cross-entropy of these grey levels below ${nats(test.floor)}; this one is ${
          nats(test.bce - test.floor)
        } above. Its squared error per pixel is ${percent(Math.abs(ratio), 1)} ${
          ratio > 0 ? "lower" : "higher"
        } than that of PCA with ${pca.components} components, which are as many numbers for each image.`,
      ],
    },
    scores(run),
    ...architectures,
    figureOf(
      "vae-curves",
      (theme) => vaeCurves(config, run.metrics, title, theme),
      ofRun("The two parts of the loss by epoch.", run),
    ),
    ...figures,
  ];
}

const nats = (value: number) => `${fixed(value, 2)} nats`;

function scores(run: TrainedRun): Table {
  const { test, pca } = run.summary as VaeSummary;
  return {
    kind: "table",
    name: "vae-scores",
    caption: ofRun("The VAE on the test images, beside what bounds it and beside PCA.", run),
    columns: [{ title: "measure" }, { title: "value", align: "right" }],
    rows: [
      ["cross-entropy of the grey levels, one sample of the code (BCE)", nats(test.bce)],
      ["floor of the cross-entropy: each image with itself", nats(test.floor)],
      ["divergence of the codes from the standard normal (KL)", nats(test.kl)],
      ["evidence lower bound (ELBO)", nats(test.elbo)],
      [
        `importance-weighted bound, ${test.importanceSamples} samples`,
        nats(test.importanceWeighted),
      ],
      ["squared error per pixel, VAE", test.mse.toFixed(5)],
      [`squared error per pixel, PCA with ${pca.components} components`, pca.mse.toFixed(5)],
    ],
  };
}
