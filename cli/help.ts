// This module is browser compatible.
import { type CommandSpec, COMMON_FLAGS, type Flag, isList } from "./flag.ts";
import { wrap } from "./wrap.ts";

const WIDTH = 100;
/** Longer flags have a line of their own, so that the column of help texts stays narrow. */
const MAX_FLAG_WIDTH = 32;

/**
 * Writes the `--help` text of a command from its flag table: usage, flags with defaults, examples.
 *
 * @example
 * ```ts
 * const text = helpText({
 *   name: "deno task train",
 *   summary: "Trains a model.",
 *   flags: { seed: { kind: "integer", value: "N", default: 1, help: "Seed of all randomness" } },
 *   examples: [["deno task train --seed 2", "another run"]],
 * });
 * console.assert(text.includes("--seed N"));
 * ```
 */
export function helpText(spec: CommandSpec): string {
  const rows = Object.entries<Flag>({ ...spec.flags, ...COMMON_FLAGS })
    .map(([name, flag]) => [signature(name, flag), flag.help + defaultOf(flag)] as const);
  const widths = rows.map(([left]) => left.length).filter((width) => width <= MAX_FLAG_WIDTH);
  const indent = Math.max(...widths) + 4;
  const bare = Object.values<Flag>(spec.flags).map((flag) =>
    "bare" in flag && flag.bare ? isList(flag) ? ` [${flag.value}…]` : ` ${flag.value}` : ""
  ).join("");
  const lines = [`Usage: ${spec.name}${bare} [flags]`, "", spec.summary, "", "Flags:"];
  for (const [left, help] of rows) {
    const wrapped = wrap(help, WIDTH - indent);
    const fits = left.length <= MAX_FLAG_WIDTH;
    if (!fits) lines.push(`  ${left}`);
    wrapped.forEach((line, i) => {
      const start = fits && i === 0 ? `  ${left}` : "";
      lines.push(start.padEnd(indent) + line);
    });
  }
  if (spec.examples.length > 0) lines.push("", "Examples:");
  for (const [line, does] of spec.examples) lines.push(`  ${line}`, `      ${does}`);
  return lines.join("\n") + "\n";
}

function signature(name: string, flag: Flag): string {
  if (flag.kind === "boolean") return `--${name}`;
  const value = flag.value ?? ("choices" in flag ? flag.choices.join("|") : "VALUE");
  const letter = (flag.kind === "text" || flag.kind === "path") && flag.letter
    ? `-${flag.letter}, `
    : "";
  return `${letter}--${name} ${value}${isList(flag) ? "…" : ""}`;
}

function defaultOf(flag: Flag): string {
  const constant = "default" in flag ? flag.default : undefined;
  const text = flag.defaultHelp ?? constant;
  return text === undefined ? "" : ` (default: ${text})`;
}
