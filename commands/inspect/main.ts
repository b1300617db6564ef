import { fileError } from "../../cli/file.ts";
import type { FlagValues } from "../../cli/flags.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { WeftError } from "../../error.ts";
import { contentsOf } from "../../onnx/contents.ts";
import { openModel } from "../../onnx/open_model.ts";
import { predictPlacements } from "../../onnx/placement/nodes_on_cpu.ts";
import { SPEC } from "./spec.ts";
import { inspectionText } from "./text.ts";

/** `deno task inspect`: prints what an ONNX file holds. */
export async function inspect(
  { model: file, json }: FlagValues<typeof SPEC>,
  { stdout }: Pick<CommandContext, "stdout">,
): Promise<void> {
  if (file === undefined) {
    throw new WeftError(
      "usage",
      "Missing FILE.onnx: which file to inspect",
      `See ${SPEC.name} --help`,
    );
  }
  const bytes = await Deno.readFile(file).catch((error) => {
    throw fileError("read", file, error);
  });
  const { model, graph } = openModel(bytes, file);
  const inspection = {
    file,
    bytes: bytes.length,
    ...contentsOf(model, graph),
    placement: predictPlacements(graph),
  };
  stdout.write(json ? `${JSON.stringify(inspection)}\n` : inspectionText(inspection, stdout));
}

if (import.meta.main) await runCommand(SPEC, inspect);
