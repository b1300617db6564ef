// This module is browser compatible.
import type { Variant } from "./make_variants.ts";

/** A variant and the file that it is written to. */
export type WrittenVariant = Omit<Variant, "bytes"> & {
  readonly file: string;
  readonly bytes: number;
};

const HEADS = ["file", "size", "computes in", "largest difference", "cpu", "wasm"] as const;

/** The cells of the table, one row for each file. */
function rowsOf(variants: readonly WrittenVariant[]): string[][] {
  return variants.map(({ file, bytes, how, kind, difference, milliseconds }) => [
    file,
    sizeText(bytes),
    how,
    kind === "float32" ? "–" : difference.toExponential(1),
    `${milliseconds.cpu.toFixed(2)} ms`,
    `${milliseconds.wasm.toFixed(2)} ms`,
  ]);
}

function sizeText(bytes: number): string {
  return bytes < 1e5 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(2)} MB`;
}

/** The table as lines of text, with the notes of each file below; empty for no files. */
export function variantText(variants: readonly WrittenVariant[]): string {
  if (variants.length === 0) return "";
  const rows = [[...HEADS], ...rowsOf(variants)];
  const widths = HEADS.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const lines = rows.map((row) =>
    row.map((cell, i) => cell.padEnd(widths[i]!)).join("  ").trimEnd()
  );
  const notes = variants.flatMap(({ file, notes }) =>
    notes.length === 0 ? [] : [`in float32 in ${file}:`, ...notes.map((note) => `  ${note}`)]
  );
  return `\n${[...lines, ...notes].join("\n")}\n`;
}

/** The table in Markdown. */
export function variantMarkdown(variants: readonly WrittenVariant[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = ["---", "---:", "---", "---:", "---:", "---:"];
  const rows = rowsOf(variants).map(([file, ...rest]) => line([`\`${file}\``, ...rest]));
  return [line(HEADS), line(rule), ...rows].join("\n");
}
