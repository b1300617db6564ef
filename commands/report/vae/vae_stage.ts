import { join } from "node:path";
import { parseFlags } from "../../../cli/flags.ts";
import { loadVae } from "../../../infer/vae/load_vae.ts";
import { vaes } from "../../../models/mod.ts";
import { runFiles } from "../../../train/run_files.ts";
import { figureFiles } from "../../../viz/figure_file.ts";
import { nextTurn } from "../../../viz/kernels/next_turn.ts";
import { SPEC } from "../../infer/spec.ts";
import { interpolatePairs } from "../../infer/vae/interpolate_pairs.ts";
import { reconstructImages } from "../../infer/vae/reconstruct_images.ts";
import { sampleImages } from "../../infer/vae/sample_images.ts";
import type { DrawnFigure, VaeTaskInput, VaeTaskResult } from "../../infer/vae/vae_task.ts";
import { runCaption } from "../captions.ts";
import { type Figure, figureOf } from "../document/document.ts";
import { countFlops } from "../flops.ts";
import { architectureFigure } from "../model_figures.ts";
import { nullTerminal } from "../null_terminal.ts";
import type { Stage, StageContext, StageFile, StageResult } from "../stages/stage.ts";
import { type TrainedRun, trainStageName } from "../training/trained_run.ts";
import { vaeBlocks } from "./vae_blocks.ts";

/** The name of the stage that evaluates a VAE. It is also a folder name that users see. */
export const vaeStageName = (model: string): string => `see-${model}`;

/** The data of the stage. The scores of the VAE are in the summary of its run. */
export interface VaeResult {
  /** Floating-point operations of encoding one image, and of decoding one. */
  readonly flops: { readonly encoder: number; readonly decoder: number };
}

/**
 * The tasks of `deno task infer` for a VAE, with the captions of the figures that the report shows.
 */
const TASKS: readonly {
  readonly name: string;
  readonly run: (workshop: VaeTaskInput) => Promise<VaeTaskResult>;
  readonly captions: Readonly<Record<string, string>>;
}[] = [
  {
    name: "reconstruct",
    run: reconstructImages,
    captions: {
      reconstructions:
        "Test images (top) and their reconstructions (bottom), with the squared error per pixel.",
      worst: "The test images with the largest reconstruction errors.",
      latent_map:
        "The test images in the latent space, coloured by class. The VAE does not use classes.",
    },
  },
  {
    name: "interpolate",
    run: interpolatePairs,
    captions: {
      interpolation: "Equal steps between the latents of two test images of different classes.",
    },
  },
  {
    name: "sample",
    run: sampleImages,
    captions: {
      samples: "Images decoded from random latents of the standard normal distribution.",
    },
  },
];

/** The stage that reconstructs, interpolates and samples images with a trained VAE. */
export function vaeStage(model: string): Stage {
  const needed = trainStageName(model);
  return {
    name: vaeStageName(model),
    title: `evaluating ${vaes[model]!.title}`,
    weight: 15,
    needs: [needed],
    chapter: "vae",
    settings: {},
    run: (context) => evaluateRun(context.data<TrainedRun>(needed), context),
  };
}

async function evaluateRun(run: TrainedRun, context: StageContext): Promise<StageResult> {
  const encoder = await onnxFile("encoder", run);
  const decoder = await onnxFile("decoder", run);
  const { figures, files } = await runTasks(run, context);
  const data: VaeResult = { flops: { encoder: encoder.flops, decoder: decoder.flops } };
  const architectures = [
    await architectureFigure(encoder, run),
    await architectureFigure(decoder, run),
  ];
  return { data, blocks: vaeBlocks(run, architectures, figures), files };
}

/** The encoder or the decoder of a run, with the operations that it takes. */
async function onnxFile(part: "encoder" | "decoder", { folder, summary, config }: TrainedRun) {
  const bytes = await Deno.readFile(join(folder, runFiles[part]));
  const flops = await countFlops(bytes);
  return { name: `${config.model}-${part}`, title: `${summary.title}, ${part}`, bytes, flops };
}

/** Runs all tasks; returns the figures of the report and the files for outputs.zip. */
async function runTasks(
  run: TrainedRun,
  context: StageContext,
): Promise<{ figures: Figure[]; files: StageFile[] }> {
  const { options: { backend, threads }, signal } = context;
  const encoder = join(run.folder, runFiles.encoder);
  const decoder = join(run.folder, runFiles.decoder);
  const model = await loadVae({ encoder, decoder }, { backend, threads });
  const figures: Figure[] = [], files: StageFile[] = [];
  try {
    for (const [i, task] of TASKS.entries()) {
      context.progress(i / TASKS.length, task.name);
      const result = await task.run(taskInput(task.name, run, model, context));
      const folder = `images/${run.config.model}/${task.name}`;
      const add = (more: readonly StageFile[]) =>
        files.push(...more.map(({ path, bytes }) => ({ path: `${folder}/${path}`, bytes })));
      for (const drawn of result.figures) {
        figures.push(...reportFigure(drawn, task.captions, run));
        add(figureFiles(drawn.path, drawn.draw()));
        await nextTurn();
        signal.throwIfAborted();
      }
      add(result.files);
    }
  } finally {
    await model.close();
  }
  return { figures, files };
}

/** The input of a task of `deno task infer`, with the defaults of its flags. */
function taskInput(
  task: string,
  run: TrainedRun,
  model: VaeTaskInput["model"],
  { options: { dataset }, signal }: StageContext,
): VaeTaskInput {
  const { images, labels, count } = dataset.test;
  const names = Array.from({ length: count }, (_, i) => String(i));
  return {
    flags: parseFlags(SPEC, ["--task", task]),
    context: { stdout: nullTerminal, stderr: nullTerminal, signal },
    model,
    title: run.summary.title,
    readImages: () => Promise.resolve({ images, labels, names, dataset }),
  };
}

/** A figure of a task where the report shows it, else nothing. */
function reportFigure(
  { path, draw }: DrawnFigure,
  captions: Readonly<Record<string, string>>,
  run: TrainedRun,
): Figure[] {
  const caption = captions[path];
  if (caption === undefined) return [];
  const name = `${run.config.model}-${path.replace("_", "-")}`;
  return [figureOf(name, draw, runCaption(caption, run))];
}
