import { join } from "node:path";
import { makeFolder, writeFileAtomic } from "../../cli/file.ts";
import type { FlagValues } from "../../cli/flags.ts";
import { createProgress, type Progress } from "../../cli/progress.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { notice, paint } from "../../cli/terminal.ts";
import { WeftError } from "../../error.ts";
import type { FoundModel } from "../../infer/inputs/find_model.ts";
import { loadModel, type Model } from "../../infer/load_model.ts";
import { modelTitle } from "../../infer/inputs/model_title.ts";
import { openModel } from "../../infer/inputs/open_model.ts";
import { warnOfOtherData } from "../../infer/inputs/warn_of_other_data.ts";
import { type ReadSplit, readSplit, splitTitle } from "../../infer/inputs/read_split.ts";
import { resolveBackend } from "../../runtime/resolve_backend.ts";
import { allowTf32 } from "../../runtime/tf32.ts";
import { warnOfThreads } from "../../runtime/notices.ts";
import { writeFigure } from "../../viz/figure_file.ts";
import { formatCount } from "../../viz/figures/format.ts";
import { IMPLEMENTATIONS, type MapImplementation } from "../../viz/maps/implementations.ts";
import {
  type ComputedMap,
  type FeatureSet,
  type MeasuredMap,
  type Method,
  METHOD_TITLES,
} from "../../viz/maps/computed_map.ts";
import { mapFiles, type MapImages } from "../../viz/maps/map_files.ts";
import { measureMap } from "../../viz/maps/measure.ts";
import { projectorFiles } from "../../viz/maps/projector.ts";
import { qualityJson, qualityText } from "../../viz/maps/quality_report.ts";
import { type EmbeddedImages, embedImages } from "./embed_images.ts";
import { SPEC } from "./spec.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

type Flags = FlagValues<typeof SPEC>;

const METHODS: Readonly<Record<Flags["method"], readonly Method[]>> = {
  both: ["pca", "tsne"],
  pca: ["pca"],
  tsne: ["tsne"],
};

/** `deno task viz`: draws maps of the embeddings of a run, and of the raw images. */
export async function viz(flags: Flags, context: CommandContext): Promise<void> {
  allowTf32(flags);
  const { backend } = await resolveBackend(flags.backend); // fails before files are read
  warnOfThreads(backend, flags.threads, context.stderr);
  const { found, model } = await openModel(
    flags.run,
    ({ path, name }) =>
      loadModel(path, {
        backend: flags.backend,
        ...flags.threads === undefined ? {} : { threads: flags.threads },
        name,
      }),
    { flag: "--run", onNotice: (line) => notice(context, line) },
  );
  try {
    await drawMaps(model, found, flags, context);
  } finally {
    await model.close();
  }
}

/** Runs the model over the images, and computes, measures and writes all maps. */
async function drawMaps(
  model: Model,
  found: FoundModel,
  flags: Flags,
  context: CommandContext,
): Promise<void> {
  const { stdout, stderr } = context;
  if (flags.seed !== undefined) {
    notice(context, "--seed changes nothing: neither PCA nor t-SNE draws random numbers here");
  }
  const split = firstImages(await readSplit(flags, found, context), flags.limit);
  const implementation = IMPLEMENTATIONS[flags.implementation];
  checkCount(implementation, split.count, flags);
  warnOfOtherData(model.metadata, split.dataset, context);
  const folder = flags.out ?? join(found.folder, "maps");
  await makeFolder(folder);

  const embedded = await embedImages(model, split, flags, context);
  const { title: dataset, name, synthetic } = split.dataset;
  const source = splitTitle(dataset, flags.split, split.count);
  const images: MapImages = {
    ...split,
    classes: model.labels,
    model: await modelTitle(found, model.metadata),
    source,
    accuracy: embedded.accuracy,
    synthetic,
  };
  stderr.write(
    `${paint(stderr, "bold", found.name)} on ${source}, accuracy ${embedded.accuracy.toFixed(4)}\n`,
  );
  const maps: MeasuredMap[] = [];
  const suffix = flags.implementation === "weft" ? "" : `-${flags.implementation}`;
  for (const features of embedded.features) {
    for (const map of await computeMaps(features, split, implementation, flags, context)) {
      const name = `${map.method}-${features.name}${suffix}`;
      await writeMap(folder, name, map, images, implementation);
      maps.push(map);
    }
  }
  if (flags.projector) await writeProjector(join(folder, "projector"), embedded, images, context);
  const quality = qualityJson({
    model: images.model,
    run: found.name,
    dataset: name,
    synthetic,
    split: flags.split,
    images: split.count,
    accuracy: embedded.accuracy,
    engine: flags.implementation, // the key that readers of quality.json use
  }, maps);
  const text = `${JSON.stringify(quality, null, 2)}\n`;
  await writeFileAtomic(join(folder, `quality${suffix}.json`), text);
  if (flags.json) stdout.write(`${JSON.stringify({ folder, ...quality })}\n`);
  else stdout.write(qualityText(maps));
  stderr.write(`The maps are in ${folder}\n`);
}

function firstImages(split: ReadSplit, limit = split.count): ReadSplit {
  const count = Math.min(limit, split.count);
  const images = split.images.subarray(0, count * IMAGE_PIXELS);
  return { ...split, images, labels: split.labels.subarray(0, count), count };
}

function checkCount(
  { mostPoints = Infinity }: MapImplementation,
  count: number,
  { implementation }: Flags,
): void {
  if (count <= mostPoints) return;
  const command = `--implementation ${implementation}`;
  throw new WeftError(
    "usage",
    `Cannot draw ${formatCount(count)} images with ${command}: it takes at most ${
      formatCount(mostPoints)
    }`,
    `Add --limit ${mostPoints}`,
  );
}

/** Computes the maps of one feature set one after the other, then measures them in parallel. */
async function computeMaps(
  features: FeatureSet,
  split: ReadSplit,
  implementation: MapImplementation,
  flags: Flags,
  context: CommandContext,
): Promise<MeasuredMap[]> {
  const computed: [Method, ComputedMap][] = [];
  for (const method of METHODS[flags.method]) {
    computed.push([
      method,
      await computeMap(method, features, split.count, implementation, flags, context),
    ]);
  }
  const { values, dimensions, title } = features;
  const { labels, count } = split;
  const bar = createProgress({
    ...{ label: `Measuring maps of ${title}`, total: computed.length, terminal: context.stderr },
    unit: computed.length === 1 ? "map" : "maps",
  });
  let done = 0;
  const maps = await Promise.all(computed.map(async ([method, map]): Promise<MeasuredMap> => {
    const { coordinates } = map;
    const request = { features: values, coordinates, labels, options: { count, dimensions } };
    const quality = await measureMap(request, context.signal);
    bar.update(++done);
    return { ...map, features, method, quality };
  }));
  bar.end();
  return maps;
}

async function computeMap(
  method: Method,
  features: FeatureSet,
  count: number,
  implementation: MapImplementation,
  { perplexity, threads }: Flags,
  context: CommandContext,
): Promise<ComputedMap> {
  const label = `${METHOD_TITLES[method]} of ${features.title}`;
  let bar: Progress | undefined;
  const map = await implementation.compute(method, features, {
    count,
    perplexity,
    ...threads === undefined ? {} : { threads },
    signal: context.signal,
    onProgress: ({ iteration, iterations }) => {
      bar ??= createProgress({
        ...{ label, total: iterations, unit: "iterations", terminal: context.stderr },
      });
      bar.update(iteration);
    },
  });
  bar?.end();
  for (const line of map.notices) notice(context, `${label}: ${line}`);
  return map;
}

async function writeMap(
  folder: string,
  name: string,
  map: MeasuredMap,
  images: MapImages,
  { title }: MapImplementation,
): Promise<void> {
  const { figures, csv } = mapFiles(name, map, images, title?.[map.method]);
  for (const [name, svg] of figures) await writeFigure(join(folder, name), svg);
  await writeFileAtomic(join(folder, `${csv[0]}.csv`), csv[1]);
}

async function writeProjector(
  folder: string,
  { features, predictions }: EmbeddedImages,
  { images, labels, classes }: MapImages,
  { stderr }: CommandContext,
): Promise<void> {
  const files = projectorFiles(features, {
    images,
    columns: [
      ["index", predictions.map((_, i) => String(i))],
      ["class", Array.from(labels, (label) => classes[label]!)],
      ["predicted", predictions.map(({ label }) => label)],
      ["probability", predictions.map(({ probability }) => probability.toFixed(4))],
    ],
  });
  await makeFolder(folder);
  for (const { path, bytes } of files) await writeFileAtomic(join(folder, path), bytes);
  stderr.write(`For the Embedding Projector: tensorboard --logdir ${folder}\n`);
}

if (import.meta.main) await runCommand(SPEC, viz);
