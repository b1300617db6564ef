import type { FlagValues } from "../../cli/flags.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { examine } from "./report.ts";
import { SPEC } from "./spec.ts";
import { reportText } from "./text.ts";

/**
 * Runs `deno task doctor`: reports which backends work on this machine, and how to fix the others.
 */
export async function doctor(
  { json }: FlagValues<typeof SPEC>,
  { stdout }: Pick<CommandContext, "stdout">,
): Promise<void> {
  const report = await examine();
  stdout.write(
    json ? `${JSON.stringify(report, (_, value) => value ?? null)}\n` : reportText(report, stdout),
  );
}

if (import.meta.main) await runCommand(SPEC, doctor);
