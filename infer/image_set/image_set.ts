import { dirname, join } from "node:path";
import { writeFileAtomic } from "../../cli/file.ts";
import { createProgress, type Progress } from "../../cli/progress.ts";
import type { CommandContext } from "../../cli/run_command.ts";
import { figureFiles } from "../../viz/figure_file.ts";
import { confusionMatrix, perClass } from "../../viz/mod.ts";
import { evaluationText, perClassCsv } from "../outputs/format_evaluation.ts";
import { predictionsCsv } from "../outputs/format_predictions.ts";
import { makeFolder } from "../outputs/make_folder.ts";
import { type ClassifiedImages, figureHeading } from "./classified_images.ts";
import { indexPage } from "./index_page.ts";
import { drawMistakes, drawPage, groupImages } from "./pages.ts";
import { type PackedFile, zip } from "./zip.ts";

/** The archive of the whole set. */
const ARCHIVE = "outputs.zip";
/** Pages hold many images: at the size of the SVG they are large enough. */
const PAGE_SCALE = 1;

/** What {@linkcode imageSetFiles} is told beside the contents. */
export interface ImageSetOptions {
  /** What the page that the set is browsed from links to beside the set's own files. */
  readonly links?: readonly string[];
  /** Called after each page of images with the number of pages done and of all. */
  readonly onPage?: (done: number, pages: number) => void;
}

/**
 * Draws the whole image set of a classification: every image with what the model says of it in pages of image grids,
 * predictions as a table; where the truth is known also the worst mistakes, the confusion matrix and the scores of each
 * class; and a page to browse them from. The same results give the same bytes.
 *
 * @returns The files one after another: what is quick comes first, so that a set is of use when the drawing is stopped.
 *
 * @example
 * ```ts ignore
 * for await (const { path, bytes } of imageSetFiles(contents)) await write(path, bytes);
 * ```
 */
export function* imageSetFiles(
  contents: ClassifiedImages,
  { links = [], onPage }: ImageSetOptions = {},
): Generator<PackedFile> {
  const texts = textsOf(contents);
  for (const [path, text] of texts) yield { path, bytes: new TextEncoder().encode(text) };
  const figures = figuresOf(contents);
  for (const { path, svg } of figures) yield* figureFiles(path, svg);
  const parts = groupImages(contents);
  const html = indexPage(contents, parts, {
    figures: figures.map(({ path, title }) => [path, title]),
    files: [...texts.map(([path]) => path), ...links],
  });
  yield { path: "index.html", bytes: new TextEncoder().encode(html) };
  const pages = parts.flatMap((part) => part.pages);
  for (const [i, page] of pages.entries()) {
    yield* figureFiles(page.path, drawPage(contents, page), PAGE_SCALE);
    onPage?.(i + 1, pages.length);
  }
}

/**
 * Writes the whole image set of a classification into a folder, and all of it in `outputs.zip`.
 *
 * @param folder Where; it is made when it is not there. Files of the same names are replaced.
 * @throws {WeftError} `file` where something cannot be written.
 *
 * @example
 * ```ts ignore
 * await writeImageSet("out", { model, source, synthetic, classes, images, predictions }, context);
 * ```
 */
export async function writeImageSet(
  folder: string,
  contents: ClassifiedImages,
  { stderr, signal }: CommandContext,
): Promise<void> {
  const packed: PackedFile[] = [];
  let bar: Progress | undefined, drawn = 0;
  const files = imageSetFiles(contents, {
    links: [ARCHIVE],
    onPage: (done, total) => {
      bar ??= createProgress({ label: "Drawing", total, unit: plural(total), terminal: stderr });
      bar.update(done);
      drawn = done;
    },
  });
  for (const { path, bytes } of files) {
    signal.throwIfAborted();
    await makeFolder(dirname(join(folder, path)));
    await writeFileAtomic(join(folder, path), bytes);
    packed.push({ path, bytes });
  }
  bar?.end();
  const bytes = await zip(packed);
  signal.throwIfAborted();
  await writeFileAtomic(join(folder, ARCHIVE), bytes);
  stderr.write(
    `Wrote ${join(folder, "index.html")}, with ${drawn} ${
      plural(drawn)
    } of images, and all of it in ` +
      `${join(folder, ARCHIVE)} (${(bytes.length / 1e6).toFixed(1)} MB)\n`,
  );
}

const plural = (pages: number) => pages === 1 ? "page" : "pages";

function textsOf(
  { predictions, classes, evaluation }: ClassifiedImages,
): [path: string, text: string][] {
  const texts: [string, string][] = [["predictions.csv", predictionsCsv(predictions, classes)]];
  if (evaluation === undefined) return texts;
  return [
    ...texts,
    ["per_class.csv", perClassCsv(evaluation.perClass)],
    ["evaluation.txt", evaluationText(evaluation)],
  ];
}

interface Figure {
  readonly path: string;
  readonly title: string;
  readonly svg: string;
}

function figuresOf(contents: ClassifiedImages): Figure[] {
  const { evaluation, classes } = contents;
  if (evaluation === undefined) return [];
  const confusion = confusionMatrix({
    // The figure itself adds the accuracy.
    ...figureHeading({ ...contents, evaluation: undefined }, "where it is wrong"),
    classes,
    counts: evaluation.confusion,
  });
  const mistakes = drawMistakes(contents);
  return [
    { path: "figures/confusion", title: "Confusion matrix", svg: confusion },
    {
      path: "figures/per_class",
      title: "Precision, recall and F1 by class",
      svg: perClass(evaluation.perClass, figureHeading(contents, "results by class")),
    },
    ...mistakes === undefined
      ? []
      : [{ path: "figures/mistakes", title: "The worst mistakes", svg: mistakes }],
  ];
}
