// This module is browser compatible.

import { csvText } from "../../cli/csv.ts";
import { plainText, type Table } from "./document.ts";

/** A table for programs: texts without their marks, numbers as programs read them. */
export function tableCsv({ columns, rows }: Table): string {
  return csvText([
    columns.map(({ title }) => title),
    ...rows.map((row) => row.map((cell) => forPrograms(plainText(cell)))),
  ]);
}

const NUMBER = /^(−?[\d,]+(?:\.(\d+))?(?:e−?\d+)?)( %| million)?$/;

/**
 * A cell as programs read it: `10,000` is 10000, `90.65 %` the share 0.9065, `15.9 million` 15.9e6,
 * a dash nothing. Other texts, those with a unit too, stay as they are.
 */
export function forPrograms(text: string): string {
  if (text === "–") return "";
  const [, number, decimals = "", unit] = NUMBER.exec(text) ?? [];
  if (number === undefined) return text.replace(/^−(?=\d)/, "-");
  const plain = number.replaceAll(",", "").replaceAll("−", "-");
  if (unit === " %") return (Number(plain) / 100).toFixed(decimals.length + 2);
  return unit === " million" ? `${plain}e6` : plain;
}
