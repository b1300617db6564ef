import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { CommandContext } from "../../../cli/run_command.ts";
import { notice } from "../../../cli/terminal.ts";
import { WeftError } from "../../../error.ts";
import { type FoundModel, VAE } from "../../../infer/inputs/find_model.ts";
import { modelTitle } from "../../../infer/inputs/model_title.ts";
import { openModel } from "../../../infer/inputs/open_model.ts";
import { warnOfOtherData } from "../../../infer/inputs/warn_of_other_data.ts";
import { ARCHIVE, writeOutputs } from "../../../infer/outputs/write_outputs.ts";
import { loadVae, type VaeSource } from "../../../infer/vae/load_vae.ts";
import { isZooName } from "../../../infer/zoo.ts";
import type { ChosenBackend } from "../../../runtime/backends.ts";
import { figureFiles } from "../../../viz/figure_file.ts";
import { readImages, requireAllRead, type TaskImages } from "../read_images.ts";
import { printProvider, sessionOptions } from "../session_options.ts";
import type { InferFlags } from "../spec.ts";
import type { VaeTaskName } from "../task_flags.ts";
import { interpolatePairs } from "./interpolate_pairs.ts";
import { reconstructImages } from "./reconstruct_images.ts";
import { sampleImages } from "./sample_images.ts";
import type { VaeTask, VaeTaskResult } from "./vae_task.ts";

const TASKS: Readonly<Record<VaeTaskName, VaeTask>> = {
  reconstruct: reconstructImages,
  interpolate: interpolatePairs,
  sample: sampleImages,
};

/** Finds and loads the VAE, does the task, prints its result and writes its figures and files. */
export async function runVaeTask(
  name: VaeTaskName,
  flags: InferFlags,
  backend: ChosenBackend,
  context: CommandContext,
): Promise<void> {
  const { found, model } = await openModel(
    flags.model,
    async (found) => loadVae(await vaeSource(found), sessionOptions(flags, backend, context)),
    { kind: VAE, onNotice: (line) => notice(context, line) },
  );
  try {
    printProvider(found.name, model.encoder, context);
    let read: TaskImages | undefined;
    const result = await TASKS[name]({
      flags,
      context,
      model,
      title: await modelTitle(found, model.metadata),
      readImages: async () => {
        const images = await readImages(flags, found, context);
        if (images.dataset) warnOfOtherData(model.metadata, images.dataset, context);
        return read = images;
      },
    });
    const { provider, ortPackage: runtime } = model.encoder;
    const json = { model: found.name, provider, runtime, task: name, ...result.json };
    context.stdout.write(flags.json ? `${JSON.stringify(json)}\n` : result.text);
    await writeFiles(flags.out ?? join(found.folder, name), result, context);
    if (read) requireAllRead(read);
  } finally {
    await model.close();
  }
}

/** The source that `loadVae` takes: a name of the zoo, or the encoder and the decoder beside it. */
async function vaeSource({ path, name }: FoundModel): Promise<VaeSource | string> {
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

/** Writes the figures and files of a task into a folder, and all of them in an archive. */
async function writeFiles(
  folder: string,
  { figures, files }: VaeTaskResult,
  { stderr, signal }: CommandContext,
): Promise<void> {
  const drawn = figures.flatMap(({ path, draw }) => figureFiles(path, draw()));
  const all = [...files, ...drawn];
  await writeOutputs(folder, all, signal);
  stderr.write(`Wrote ${all.length} files to ${folder}, and all of them in ${ARCHIVE}\n`);
}
