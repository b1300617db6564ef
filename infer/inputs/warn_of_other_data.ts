import type { CommandContext } from "../../cli/run_command.ts";
import { paint } from "../../cli/terminal.ts";
import type { Dataset } from "../../data/dataset.ts";

/**
 * Warns where a model is measured on data of another kind than it has learnt: its accuracy would be taken for what it is
 * not.
 *
 * @param metadata The metadata of the model's file.
 * @param dataset What it is measured on.
 */
export function warnOfOtherData(
  metadata: Readonly<Record<string, string>>,
  { name, title }: Dataset,
  { stderr }: Pick<CommandContext, "stderr">,
): void {
  const trainedOn = metadata.dataset;
  if (trainedOn === undefined || trainedOn === name || trainedOn === title) return;
  const line = `WARNING: the model was trained on ${trainedOn}, these images are ${title}; ` +
    "the accuracy does not say how well it learnt";
  stderr.write(`${paint(stderr, "yellow", line)}\n`);
}
