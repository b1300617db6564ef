import { shellWord } from "../../cli/shell_word.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { Backend, ChosenBackend } from "../../runtime/backends.ts";
import type { RecipeName } from "../../models/mod.ts";

/** The options of a report. They are the same for all stages. */
export interface ReportOptions {
  /** A report within five minutes: shorter training, fewer seeds, fewer points. */
  readonly quick: boolean;
  /** The recipe of the classifiers and the VAE. The ablation has its own budget. */
  readonly recipe: RecipeName;
  readonly seed: number;
  /** The whole dataset; `limit` applies to it later. */
  readonly dataset: Dataset;
  /** The value of `--data`. */
  readonly data: string;
  /** The first N training images. Default: all. The report always uses all test images. */
  readonly limit?: number;
  /** The value of `--backend`. */
  readonly backend: Backend;
  /** The execution provider that `backend` resolves to. */
  readonly provider: ChosenBackend;
  readonly threads: number;
}

/** The command line that makes a report with the same options. */
export function reportCommand(options: ReportOptions): string {
  const { quick, recipe, seed, limit, data, dataset, backend, threads } = options;
  const flags: [flag: string, value: unknown, usual: unknown][] = [
    ["--recipe", recipe, quick ? "fast" : "default"],
    ["--seed", seed, 1],
    ["--limit", limit, undefined],
    ["--data", dataset.synthetic ? "synthetic" : data, "auto"],
    ["--backend", backend, "auto"],
    ["--threads", threads, undefined],
  ];
  return [
    "deno task report",
    ...quick ? ["--quick"] : [],
    ...flags.filter(([, value, usual]) => value !== undefined && value !== usual)
      .map(([flag, value]) => `${flag} ${shellWord(String(value))}`),
    ...!dataset.verified && !dataset.synthetic ? ["--unverified"] : [],
  ].join(" ");
}
