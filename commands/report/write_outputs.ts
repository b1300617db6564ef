import { join } from "node:path";
import { fileError, makeFolder, writeFileAtomic } from "../../cli/file.ts";
import { type PackedFile, zip } from "../../infer/outputs/zip.ts";
import { figureFiles } from "../../viz/figure_file.ts";
import { nextTurn } from "../../viz/kernels/next_turn.ts";
import { type Document, figuresIn, tablesIn } from "./document/document.ts";
import { documentHtml } from "./document/document_html.ts";
import { documentMarkdown } from "./document/document_markdown.ts";
import { tableCsv } from "./document/table_csv.ts";
import { stageFolder, type StageOutcome } from "./stages/run_stages.ts";
import { readStageFile } from "./stages/stage_store.ts";

/** The names of the files in the folder of a report. */
export const reportFiles = {
  page: "index.html",
  markdown: "report.md",
  /** The document that the page and the Markdown are written from. */
  document: "report.json",
  archive: "outputs.zip",
  figures: "figures",
  tables: "tables",
} as const;

const FONTS = { regular: "inter_regular.ttf", semibold: "inter_semibold.ttf" } as const;

/**
 * Writes the files of a report: the page, the Markdown, figures as SVG and PNG, tables as CSV, and
 * outputs.zip with all of them and the files of the stages.
 *
 * @param progress Called with the share that is done, 0 to 1.
 * @throws {WeftError} `file` when a file cannot be written. Throws the signal's reason when the
 * signal is aborted.
 */
export async function writeOutputs(
  out: string,
  document: Document,
  outcomes: readonly StageOutcome[],
  { signal, progress }: {
    readonly signal: AbortSignal;
    readonly progress: (share: number) => void;
  },
): Promise<void> {
  const blocks = [...document.lead, ...document.chapters.flatMap((chapter) => chapter.blocks)];
  const figures = figuresIn(blocks);
  requireUnique([...figures, ...tablesIn(blocks)].map(({ kind, name }) => `${kind} ${name}`));
  const packed: PackedFile[] = [];
  const write = async (path: string, bytes: Uint8Array) => {
    await writeFileAtomic(join(out, path), bytes);
    packed.push({ path, bytes });
  };
  const encode = (text: string) => new TextEncoder().encode(text);
  // Remove the figures and tables of an earlier report.
  for (const folder of [reportFiles.figures, reportFiles.tables]) {
    await emptyFolder(join(out, folder));
  }
  await write(reportFiles.page, encode(documentHtml(document, await readFonts())));
  await write(reportFiles.markdown, encode(documentMarkdown(document)));
  await writeFileAtomic(join(out, reportFiles.document), `${JSON.stringify(document, null, 1)}\n`);
  for (const table of tablesIn(blocks)) {
    await write(`${reportFiles.tables}/${table.name}.csv`, encode(tableCsv(table)));
  }
  for (const [i, { name, svg }] of figures.entries()) {
    for (const { path, bytes } of figureFiles(`${reportFiles.figures}/${name}`, svg)) {
      await write(path, bytes);
    }
    progress(0.6 * (i + 1) / figures.length);
    await nextTurn();
    signal.throwIfAborted();
  }
  for (const outcome of outcomes) {
    if (outcome.state !== "done") continue;
    const folder = stageFolder(out, outcome.stage.name);
    for (const path of outcome.stored.files) {
      packed.push({ path, bytes: await readStageFile(folder, path) });
    }
  }
  const archive = await zip(packed, {
    onProgress: (share) => progress(0.6 + 0.4 * share),
  });
  signal.throwIfAborted();
  await writeFileAtomic(join(out, reportFiles.archive), archive);
}

function requireUnique(names: readonly string[]): void {
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) {
    throw new Error(`The report has two blocks with the name ${repeated}`);
  }
}

async function emptyFolder(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw fileError("replace", path, error);
  });
  await makeFolder(path);
}

async function readFonts(): Promise<{ regular: Uint8Array; semibold: Uint8Array }> {
  const read = (name: string) => Deno.readFile(new URL(`../../viz/fonts/${name}`, import.meta.url));
  return { regular: await read(FONTS.regular), semibold: await read(FONTS.semibold) };
}
