import { basename, join } from "node:path";
import type { FlagValues } from "../../cli/flags.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { WeftError } from "../../error.ts";
import { compareSides, type DiffResult } from "./compare_sides.ts";
import { resultText, verdict } from "./result_text.ts";
import { makeSides } from "./sides.ts";
import { SPEC } from "./spec.ts";

/** `deno task diff`: finds the first node where two runtimes or two models part. */
export async function diff(
  flags: FlagValues<typeof SPEC>,
  { stdout, stderr, signal }: CommandContext,
): Promise<void> {
  const { a, b, backend, out, json } = flags;
  if (a === undefined) {
    throw new WeftError("usage", "Missing A.onnx: what to compare", `See ${SPEC.name} --help`);
  }
  const sides = await makeSides(b === undefined ? [a] : [a, b], backend);
  const folder = out ?? `${basename(a).replace(/\.onnx$/i, "")}-diff`;
  const stopped = new Promise<never>((_, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason))
  );
  const comparison = compareSides(sides, flags, {
    folderOf: (index) => index === 0 ? folder : join(folder, `${index}`),
    onStep: (step) => stderr.write(`${step}\n`),
  });
  const result = await Promise.race([comparison, stopped]);
  stdout.write(json ? `${jsonText(result)}\n` : resultText(result, stdout));
  for (const { reproduction } of result.partings) {
    if (reproduction) stderr.write(`Wrote ${reproduction.folder}\n`);
  }
  if (result.partings.length > 0) {
    throw new WeftError("model", verdict(result.partings[0]!), "See the result above");
  }
}

/** JSON has no NaN and no infinities: they are texts. */
function jsonText(result: DiffResult): string {
  return JSON.stringify(
    result,
    (_, value) => typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
  );
}

if (import.meta.main) await runCommand(SPEC, diff);
