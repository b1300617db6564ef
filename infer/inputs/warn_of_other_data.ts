import type { CommandContext } from "../../cli/run_command.ts";
import { paint } from "../../cli/terminal.ts";
import type { Dataset } from "../../data/dataset.ts";

/**
 * Warns when a model is measured on another data set than it was trained on: the accuracy then does
 * not show how well it was trained.
 *
 * @param metadata The metadata of the model's file.
 * @param dataset The data set that it is measured on.
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
