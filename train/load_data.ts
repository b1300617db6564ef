import { createProgress, type Progress } from "../cli/progress.ts";
import type { CommandContext } from "../cli/run_command.ts";
import { notice } from "../cli/terminal.ts";
import { type Dataset, loadDataset } from "../data/load.ts";

/**
 * Loads the images that `--data` names, with a progress bar for each download.
 *
 * @throws {WeftError} The errors of {@linkcode loadDataset}.
 */
export async function loadData(
  data: string,
  unverified: boolean,
  context: Pick<CommandContext, "stderr" | "signal">,
): Promise<Dataset> {
  const { stderr, signal } = context;
  let bar: { file: string; progress: Progress } | undefined;
  const dataset = await loadDataset({
    data,
    unverified,
    signal,
    onNotice: (line) => notice(context, line),
    onProgress: (file, received, total) => {
      if (bar?.file !== file) {
        bar?.progress.end();
        const options = { label: file, unit: "bytes", terminal: stderr };
        bar = { file, progress: createProgress(total ? { ...options, total } : options) };
      }
      bar.progress.update(received);
    },
  });
  bar?.progress.end();
  return dataset;
}
