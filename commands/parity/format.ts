import { wrap } from "../../cli/wrap.ts";
import { formatCount } from "../../viz/figures/format.ts";
import type { Inputs, Machine, Parity } from "./parity.ts";
import { type Table, tablesOf } from "./tables.ts";

/** Formats the measurements as tables for a terminal. */
export function parityText(parity: Parity): string {
  return tablesOf(parity).map((table) => `${table.title}\n${plainTable(table)}`).join("\n");
}

function plainTable({ head, rows }: Table): string {
  const widths = widthsOf([head, ...rows]);
  return [head, ...rows].map((row) =>
    `  ${row.map((cell, i) => cell.padEnd(widths[i]!)).join("  ").trimEnd()}\n`
  ).join("");
}

/** The width of lines, as `deno fmt` breaks them. */
const WIDTH = 100;

/**
 * Formats the measurements as a Markdown page that `deno fmt` does not change.
 *
 * @param command The command line that measured them.
 */
export function parityMarkdown(parity: Parity, command: string): string {
  const promises = parity.promises.map(({ name, promise, because }) =>
    item(`**${name}**: ${promise} ${because}`)
  );
  return [
    "# The same answers in every runtime",
    paragraph(
      "This page compares the outputs of the same graphs and inputs in all runtimes of one " +
        "machine. Run `deno task parity` to compare those of yours. This command wrote the page:",
    ),
    `\`\`\`sh\n${command}\n\`\`\``,
    paragraph(`Machine: ${aboutMachine(parity.machine)}`),
    paragraph(`Inputs: ${aboutInputs(parity.inputs)}`),
    "## What is promised",
    promises.join("\n"),
    paragraph(
      "`relative` is the largest difference divided by the largest number. Speeds are those of " +
        "the whole loop in one process after a first batch, one runtime after the other. They " +
        "show which GPU is software; they are not a benchmark. The column `nodes` has the nodes " +
        "that each execution provider ran. It is filled for a GPU in Deno: browsers do not report " +
        "it, and on the CPU and in WebAssembly one provider runs all nodes.",
    ),
    ...tablesOf(parity).flatMap((table) => [`## ${table.title}`, markdownTable(table)]),
  ].join("\n\n") + "\n";
}

function aboutMachine({ processor, cores, system, packages }: Machine): string {
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return `${processor}, ${cores} ${cores === 1 ? "core" : "cores"}, ${system}; ${
    versions.join(", ")
  }.`;
}

function aboutInputs(inputs: Inputs): string {
  const { dataset, images, latents, batchSize, softwareImages } = inputs;
  const fewer = softwareImages < images
    ? ` A GPU in software gets the first ${formatCount(softwareImages)}.`
    : "";
  const points = `${formatCount(latents)} points of a VAE's latent space`;
  return `${dataset}, ${formatCount(images)} test images; ${points}, drawn from the normal ` +
    `distribution; batches of ${batchSize}.${fewer}`;
}

function markdownTable({ head, rows }: Table): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = widthsOf(cells);
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`;
  const [first, ...others] = cells as [string[], ...string[][]];
  return [line(first), line(widths.map((width) => "-".repeat(width))), ...others.map(line)]
    .join("\n");
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  return rows[0]!.map((_, i) => Math.max(3, ...rows.map((row) => row[i]!.length)));
}

/** Breaks a paragraph into lines. */
function paragraph(text: string): string {
  return wrap(text, WIDTH).join("\n");
}

/** Breaks an item of a list into lines. */
function item(text: string): string {
  return wrap(text, WIDTH - 2).map((line, i) => `${i === 0 ? "-" : " "} ${line}`).join("\n");
}
