import {
  type Comparison,
  fastestForms,
  isAbsent,
  median,
  ratioOf,
  type Timed,
} from "./comparison.ts";

const HEAD = ["work", "weft", "the other", "ratio", "program", "note"];
/** Columns whose numbers stand at the right. */
const NUMBERS = [1, 2, 3];

/**
 * Writes comparisons as a table of Markdown: a row for each other program, in its fastest form. The
 * ratio says how many times as fast weft is.
 */
export function tableOf(comparisons: readonly Comparison[]): string {
  const rows = [HEAD, ...comparisons.flatMap(rowsOf)];
  const widths = HEAD.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  const [head, ...body] = rows.map((row) =>
    line(
      row.map((cell, i) =>
        NUMBERS.includes(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)
      ),
    )
  );
  const rule = line(
    widths.map((width, i) => NUMBERS.includes(i) ? `${"-".repeat(width - 1)}:` : "-".repeat(width)),
  );
  return head + rule + body.join("");
}

function rowsOf({ work, weft, others }: Comparison): string[][] {
  const ours = timeText(median(weft.milliseconds));
  if (others.length === 0) return [[work, ours, "", "", "", ""]];
  return fastestForms(others).map(({ best, reasons }) => {
    if (isAbsent(best)) return [work, ours, "", "", best.name, best.absent];
    const ratio = ratioOf(weft, best)?.toFixed(2) ?? "";
    const note = [...qualityText(weft, best), ...reasons].join("; ");
    return [work, ours, timeText(median(best.milliseconds)), ratio, programText(best), note];
  });
}

/** A time with its unit, three digits at least: `5.62 ms`, `17.7 s`. */
export function timeText(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return "not done";
  const [value, unit] = milliseconds < 1000 ? [milliseconds, "ms"] : [milliseconds / 1000, "s"];
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`;
}

function programText({ name, version, form, threads }: Timed): string {
  const count = threads === 1 ? "1 thread" : `${threads} threads`;
  return [`${name} ${version}`, form, count].filter((part) => part !== undefined).join(", ");
}

/** The most telling measure of both results, where both have it. */
function qualityText(weft: Timed, other: Timed): string[] {
  const [measure, ours] = Object.entries(weft.quality ?? {})[0] ?? [];
  const theirs = other.quality?.[measure ?? ""];
  if (ours === undefined || theirs === undefined) return [];
  return [`${measure} ${ours.toPrecision(5)} and ${theirs.toPrecision(5)}`];
}
