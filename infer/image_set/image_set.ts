import { join } from "node:path";
import { createProgress, type Progress } from "../../cli/progress.ts";
import type { CommandContext } from "../../cli/run_command.ts";
import { nextTurn } from "../../viz/kernels/next_turn.ts";
import { figureFiles } from "../../viz/figure_file.ts";
import { confusionMatrix, perClass } from "../../viz/mod.ts";
import { evaluationText, perClassCsv } from "../outputs/format_evaluation.ts";
import { predictionsCsv } from "../outputs/format_predictions.ts";
import { ARCHIVE, writeOutputs } from "../outputs/write_outputs.ts";
import type { PackedFile } from "../outputs/zip.ts";
import { type ClassifiedImages, figureHeading } from "./classified_images.ts";
import { indexPage } from "./index_page.ts";
import { drawMistakes, drawPage, groupImages } from "./pages.ts";

/** Pixels of a page's PNG for each pixel of the SVG: pages are large enough at 1. */
const PAGE_SCALE = 1;

/** Options of {@linkcode imageSetFiles}. */
export interface ImageSetOptions {
  /** Paths that index.html links to besides the files of the set. */
  readonly links?: readonly string[];
  /** Called after each page of images with the pages done and the number of pages. */
  readonly onPage?: (done: number, pages: number) => void;
}

/**
 * Draws an image set: all images with their predictions in pages of image grids, the predictions as
 * a table, and index.html. When the truth is known it has the worst mistakes, the confusion matrix
 * and the scores of each class too. The same predictions give the same bytes.
 *
 * @returns The files one after another.
 *
 * @example
 * ```ts ignore
 * await writeOutputs("out", [...imageSetFiles(set)], signal);
 * ```
 */
export function* imageSetFiles(
  set: ClassifiedImages,
  { links = [], onPage }: ImageSetOptions = {},
): Generator<PackedFile> {
  const tables = tableFiles(set);
  for (const [path, text] of tables) yield { path, bytes: new TextEncoder().encode(text) };
  const figures = drawFigures(set);
  for (const { path, svg } of figures) yield* figureFiles(path, svg);
  const groups = groupImages(set);
  const html = indexPage(set, groups, {
    figures: figures.map(({ path, title }) => [path, title]),
    files: [...tables.map(([path]) => path), ...links],
  });
  yield { path: "index.html", bytes: new TextEncoder().encode(html) };
  const pages = groups.flatMap((group) => group.pages);
  for (const [i, page] of pages.entries()) {
    yield* figureFiles(page.path, drawPage(set, page), PAGE_SCALE);
    onPage?.(i + 1, pages.length);
  }
}

/**
 * Draws an image set and writes it into a folder, and all of it into `outputs.zip` there, see
 * {@linkcode writeOutputs}.
 *
 * @throws {WeftError} `file` when a file cannot be written.
 *
 * @example
 * ```ts ignore
 * await writeImageSet("out", { model, source, synthetic, classes, images, predictions }, context);
 * ```
 */
export async function writeImageSet(
  folder: string,
  set: ClassifiedImages,
  { stderr, signal }: CommandContext,
): Promise<void> {
  const files: PackedFile[] = [];
  let bar: Progress | undefined, drawn = 0;
  const drawing = imageSetFiles(set, {
    links: [ARCHIVE],
    onPage: (done, total) => {
      bar ??= createProgress({ label: "Drawing", total, unit: plural(total), terminal: stderr });
      bar.update(done);
      drawn = done;
    },
  });
  for (const file of drawing) {
    files.push(file);
    await nextTurn(); // of Ctrl-C
    signal.throwIfAborted();
  }
  bar?.end();
  const size = `${(await writeOutputs(folder, files, signal) / 1e6).toFixed(1)} MB`;
  stderr.write(
    `Wrote ${join(folder, "index.html")}, with ${drawn} ${plural(drawn)} of images, ` +
      `and all of it in ${join(folder, ARCHIVE)} (${size})\n`,
  );
}

const plural = (pages: number) => pages === 1 ? "page" : "pages";

function tableFiles(
  { predictions, classes, evaluation }: ClassifiedImages,
): [path: string, text: string][] {
  const files: [string, string][] = [["predictions.csv", predictionsCsv(predictions, classes)]];
  if (evaluation === undefined) return files;
  return [
    ...files,
    ["per_class.csv", perClassCsv(evaluation.perClass)],
    ["evaluation.txt", evaluationText(evaluation)],
  ];
}

interface Figure {
  readonly path: string;
  readonly title: string;
  readonly svg: string;
}

function drawFigures(set: ClassifiedImages): Figure[] {
  const { evaluation, classes } = set;
  if (evaluation === undefined) return [];
  const confusion = confusionMatrix({
    // confusionMatrix() adds the accuracy itself.
    ...figureHeading({ ...set, evaluation: undefined }, "where it is wrong"),
    classes,
    counts: evaluation.confusion,
  });
  const mistakes = drawMistakes(set);
  return [
    { path: "figures/confusion", title: "Confusion matrix", svg: confusion },
    {
      path: "figures/per_class",
      title: "Precision, recall and F1 by class",
      svg: perClass(evaluation.perClass, figureHeading(set, "results by class")),
    },
    ...mistakes === undefined
      ? []
      : [{ path: "figures/mistakes", title: "The worst mistakes", svg: mistakes }],
  ];
}
