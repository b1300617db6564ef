import { resolveBackend } from "../../../runtime/backend.ts";
import { warnOfFallback } from "../../../runtime/fallback.ts";
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeFileAtomic } from "../../../cli/file.ts";
import type { FlagValues } from "../../../cli/flags.ts";
import type { CommandContext } from "../../../cli/run_command.ts";
import { notice, paint } from "../../../cli/terminal.ts";
import type { Dataset } from "../../../data/dataset.ts";
import { WeftError } from "../../../error.ts";
import { type FigureFile, figureFiles } from "../../../viz/figure_file.ts";
import type { ThemeName } from "../../../viz/mod.ts";
import { findModel, type FoundModel, VAE } from "../../../infer/inputs/find_model.ts";
import { zip } from "../../../infer/image_set/zip.ts";
import { loadVae, type VaeModel, type VaeSource } from "../../../infer/vae/load_vae.ts";
import { modelTitle } from "../../../infer/inputs/model_title.ts";
import { warnOfOtherData } from "../../../infer/inputs/warn_of_other_data.ts";
import { makeFolder } from "../../../infer/outputs/write_embedding.ts";
import { readSplit } from "../../../infer/inputs/read_split.ts";
import type { SPEC } from "../spec.ts";
import { threadsOf } from "../task_flags.ts";
import { isZooName } from "../../../infer/zoo.ts";

/** The flags of `deno task infer`. */
export type Flags = FlagValues<typeof SPEC>;

/** A task of `deno task infer`. */
export type Generative = (flags: Flags, context: CommandContext) => Promise<void>;

/** Images to work on. */
export interface Given {
  /** [count,28,28] grey levels. */
  readonly images: Uint8Array;
  readonly names: readonly string[];
  readonly dataset?: Dataset;
  /** Class numbers, [count], where they are known. */
  readonly labels?: Uint8Array;
}

/** What a task works with. */
export interface Workshop {
  readonly flags: Flags;
  readonly context: CommandContext;
  readonly model: VaeModel;
  /** What figures call the model. */
  readonly title: string;
  /** Reads the images that the flags name: those of `--input`, else of `--split`, which is test by default. */
  readonly given: () => Promise<Given>;
}

/** A figure that can be drawn in either theme. */
export interface DrawnFigure {
  /** The path of its files without an ending. */
  readonly path: string;
  /** Draws it as SVG. */
  readonly draw: (theme?: ThemeName) => string;
}

/** What a task found and drew. */
export interface Findings {
  /** What `--json` prints beside the model's name and provider. */
  readonly json: Readonly<Record<string, unknown>>;
  /** What is printed without it. */
  readonly text: string;
  /** Figures, by their path without an ending. */
  readonly figures: readonly DrawnFigure[];
  /** Other files. */
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

/** Everything that was written. */
const ARCHIVE = "outputs.zip";

/** Loads the VAE that `--model` names, does the task, prints what it found and writes what it drew. */
export async function withVae(
  flags: Flags,
  context: CommandContext,
  task: (workshop: Workshop) => Promise<Findings>,
): Promise<void> {
  const { stdout, stderr } = context;
  const found = await findModel(flags.model, "runs", VAE);
  if (found.notice) notice(context, found.notice);
  const halves = await halvesOf(found);
  const { backend } = await resolveBackend(flags.backend);
  const model = await loadVae(halves, {
    backend: flags.backend,
    ...threadsOf(flags),
    onFallback: (nodes) => warnOfFallback(nodes, backend, stderr),
  });
  try {
    const { provider, runtime, reason } = model.encoder;
    const why = reason ? `, chosen by auto: ${reason}` : "";
    stderr.write(`${paint(stderr, "bold", found.name)} on ${provider} (${runtime})${why}\n`);
    const { json, text, figures, files } = await task({
      flags,
      context,
      model,
      title: await modelTitle(found, model.metadata),
      given: () => readImages(flags, found, model, context),
    });
    const about = { model: found.name, provider, runtime, task: flags.task };
    stdout.write(flags.json ? `${JSON.stringify({ ...about, ...json })}\n` : text);
    const folder = flags.out ?? join(found.folder, flags.task);
    const drawn = figures.flatMap(({ path, draw }): FigureFile[] => figureFiles(path, draw()));
    await writeAll(folder, [...files, ...drawn], context);
  } finally {
    await model.close();
  }
}

/** What `loadVae` takes. */
async function halvesOf({ path, name }: FoundModel): Promise<VaeSource | string> {
  if (isZooName(path)) return path;
  const decoder = join(dirname(path), "decoder.onnx");
  const isThere = await stat(decoder).then((entry) => entry.isFile(), () => false);
  if (isThere) return { encoder: path, decoder };
  throw new WeftError(
    "model",
    `Cannot use ${name}: it has an encoder but no decoder, which ${decoder} should be`,
    "Restore the file, or train again: deno task train --model vae",
  );
}

async function readImages(
  { input, split, data, unverified }: Flags,
  found: FoundModel,
  model: VaeModel,
  context: CommandContext,
): Promise<Given> {
  if (input.length > 0) {
    const { readInputs } = await import("../../../infer/inputs/read_inputs.ts");
    return await readInputs(input);
  }
  const read = await readSplit({ split: split ?? "test", data, unverified }, found, context);
  warnOfOtherData(model.metadata, read.dataset, context);
  const names = Array.from({ length: read.count }, (_, i) => String(i));
  return { images: read.images, labels: read.labels, dataset: read.dataset, names };
}

async function writeAll(
  folder: string,
  files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
  { stderr, signal }: CommandContext,
): Promise<void> {
  await makeFolder(folder);
  for (const { path, bytes } of files) {
    signal.throwIfAborted();
    await writeFileAtomic(join(folder, path), bytes);
  }
  await writeFileAtomic(join(folder, ARCHIVE), await zip(files));
  stderr.write(`Wrote ${files.length} files to ${folder}, and all of them in ${ARCHIVE}\n`);
}
