import { join } from "node:path";
import { fileError, writeFileAtomic } from "../../cli/file.ts";
import { type PackedFile, zip } from "../../infer/image_set/zip.ts";
import { figureFiles } from "../../viz/figure_file.ts";
import { nextTurn } from "../../viz/kernels/next_turn.ts";
import { type Document, figuresIn, tablesIn } from "./document.ts";
import { type Outcome, stageFolder } from "./run_stages.ts";
import { makeFolder, readStageFile } from "./stage_store.ts";
import { tableCsv } from "./table_csv.ts";
import { markdown } from "./write_markdown.ts";
import { page } from "./write_page.ts";

/** Names in the folder of a report. */
export const reportFiles = {
  page: "index.html",
  markdown: "report.md",
  /** What the page and the Markdown are written from. */
  document: "report.json",
  archive: "outputs.zip",
  figures: "figures",
  tables: "tables",
} as const;

const FONTS = { regular: "inter_regular.ttf", semibold: "inter_semibold.ttf" } as const;

/**
 * Writes the report: figures as SVG and PNG, tables as CSV, the page, the Markdown, and outputs.zip
 * with all of them and the complete image sets of the stages.
 *
 * @param progress Called with the share that is done, 0 to 1.
 * @throws {WeftError} `file` where something cannot be written. The signal's reason when it is
 * aborted.
 */
export async function writeOutputs(
  out: string,
  document: Document,
  outcomes: readonly Outcome[],
  { signal, progress }: {
    readonly signal: AbortSignal;
    readonly progress: (share: number) => void;
  },
): Promise<void> {
  const blocks = [...document.lead, ...document.chapters.flatMap((chapter) => chapter.blocks)];
  const figures = figuresIn(blocks);
  requireNames([...figures, ...tablesIn(blocks)].map(({ kind, name }) => `${kind} ${name}`));
  const packed: PackedFile[] = [];
  const write = async (path: string, bytes: Uint8Array) => {
    await writeFileAtomic(join(out, path), bytes);
    packed.push({ path, bytes });
  };
  const text = (written: string) => new TextEncoder().encode(written);
  // Figures and tables of an earlier report would stay beside those of this one.
  for (const folder of [reportFiles.figures, reportFiles.tables]) {
    await emptyFolder(join(out, folder));
  }
  await write(reportFiles.page, text(page(document, await readFonts())));
  await write(reportFiles.markdown, text(markdown(document)));
  await writeFileAtomic(join(out, reportFiles.document), `${JSON.stringify(document, null, 1)}\n`);
  for (const table of tablesIn(blocks)) {
    await write(`${reportFiles.tables}/${table.name}.csv`, text(tableCsv(table)));
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
  const archive = await zip(packed, (share) => progress(0.6 + 0.4 * share));
  signal.throwIfAborted();
  await writeFileAtomic(join(out, reportFiles.archive), archive);
}

function requireNames(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`The report has two of ${twice}`);
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
