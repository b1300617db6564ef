import { formatCount } from "../../viz/figures/format.ts";
import type { Inputs, Machine, Parity } from "./parity.ts";
import { type Table, tablesOf } from "./tables.ts";

/** The tables for a terminal. */
export function parityText(parity: Parity): string {
  return tablesOf(parity).map((table) => `${table.title}\n${plainTable(table)}`).join("\n");
}

function plainTable({ head, rows }: Table): string {
  const widths = widthsOf([head, ...rows]);
  return [head, ...rows].map((row) =>
    `  ${row.map((cell, i) => cell.padEnd(widths[i]!)).join("  ").trimEnd()}\n`
  ).join("");
}

/** Columns of text, as `deno fmt` breaks them. */
const WIDTH = 100;

/**
 * A page about what was measured, in the form that `deno fmt` leaves alone.
 *
 * @param command The command that measured it.
 */
export function parityMarkdown(parity: Parity, command: string): string {
  const promises = parity.promises.map(({ name, promise, because }) =>
    wrap(`- **${name}**: ${promise} ${because}`, "  ")
  );
  return [
    "# The same answers in every runtime",
    wrap(
      "One graph and the same inputs, in every runtime of one machine. `deno task parity` measures it on " +
        "yours. This page was written by",
    ),
    `\`\`\`sh\n${command}\n\`\`\``,
    wrap(`Machine: ${aboutMachine(parity.machine)}`),
    wrap(`Inputs: ${aboutInputs(parity.inputs)}`),
    "## What is promised",
    promises.join("\n"),
    wrap(
      "`relative` is the largest difference for each unit of the largest number. Speeds are of the whole " +
        "loop in one process after a first batch, one runtime after the other; they tell a software GPU from " +
        "a fast engine, and are no benchmark. Where nodes ran is known of a server's GPU only: a browser's " +
        "does not tell, and elsewhere one provider has all of them.",
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
  return `${dataset}, ${formatCount(images)} test images; ${
    formatCount(latents)
  } points of a VAE's ` +
    `latent space drawn from the normal distribution; ${batchSize} a run.${fewer}`;
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

/** Breaks a paragraph into lines; all but the first are indented. */
function wrap(text: string, indent = ""): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length > WIDTH && line !== "") {
      lines.push(line);
      line = indent + word;
    } else line = longer;
  }
  return [...lines, line].join("\n");
}
