// This module is browser compatible.

import { csvText } from "../../../cli/csv.ts";
import { plainText, type Table } from "./document.ts";

/** Writes a table as CSV: plain texts, and numbers that programs can read. */
export function tableCsv({ columns, rows }: Table): string {
  return csvText([
    columns.map(({ title }) => title),
    ...rows.map((row) => row.map((cell) => csvCell(plainText(cell)))),
  ]);
}

const NUMBER = /^(−?[\d,]+(?:\.(\d+))?(?:e−?\d+)?)( %| million)?$/;

/**
 * Converts a cell for programs: `10,000` becomes 10000, `90.65 %` the share 0.9065, `15.9 million`
 * 15.9e6, and a dash an empty cell. Other texts stay the same, also numbers with a unit.
 */
export function csvCell(text: string): string {
  if (text === "–") return "";
  const [, number, decimals = "", unit] = NUMBER.exec(text) ?? [];
  if (number === undefined) return text.replace(/^−(?=\d)/, "-");
  const plain = number.replaceAll(",", "").replaceAll("−", "-");
  if (unit === " %") return (Number(plain) / 100).toFixed(decimals.length + 2);
  return unit === " million" ? `${plain}e6` : plain;
}
