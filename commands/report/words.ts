// This module is browser compatible.

import type { Dataset } from "../../data/dataset.ts";
import { formatCount } from "../../viz/figures/format.ts";
import type { Inline, Text } from "./document.ts";
import type { TrainedRun } from "./trained_run.ts";

/** A share of 1 in per cent. */
export const percent = (share: number, decimals = 2): string =>
  `${(100 * share).toFixed(decimals)} %`;

/** A number with a minus that is one. */
export const fixed = (value: number, decimals: number): string =>
  value.toFixed(decimals).replace("-", "−");

/**
 * Names that begin alike, as a shell writes them: `lenet-bn-{a5089e6c,9f4665b8}`. Each ends with
 * what follows its last hyphen.
 */
export function braced(names: readonly string[]): string {
  const [first, ...others] = names;
  if (first === undefined || others.length === 0) return first ?? "";
  const start = first.slice(0, first.lastIndexOf("-") + 1);
  if (!others.every((name) => name.startsWith(start))) return names.join(" ");
  return `${start}{${names.map((name) => name.slice(start.length)).join()}}`;
}

/** `12 s`, `3:27 min` or `1:02:03 h`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return seconds < 9.95 ? `${seconds.toFixed(1)} s` : `${whole} s`;
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes}:${two(whole % 60)} min`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)} h`;
}

/** `0.85 million`, `15.9 million`, or the number itself where it is small. */
export function millions(count: number): string {
  if (count < 1e5) return formatCount(count);
  const value = count / 1e6;
  return `${value.toFixed(value < 1 ? 2 : 1)} million`;
}

/** Puts its run behind what a caption says. */
export function ofRun(what: string, { name, config }: TrainedRun): Text {
  const marks: Inline[] = [
    `${what} Run `,
    { code: name },
    `: recipe ${config.recipe}, seed ${config.seed}, ${config.epochs} ${
      config.epochs === 1 ? "epoch" : "epochs"
    }.`,
  ];
  return marks;
}

/** The dataset and how many of its test images: `Fashion-MNIST, 10,000 test images`. */
export function testImages({ title, test }: Dataset, count = test.count): string {
  return `${title}, ${formatCount(count)} test images`;
}
