import { WeftError } from "../error.ts";

/** A training that has ended, with times since its process was started. */
export interface TrainedRun {
  /** The accuracy on the validation images after each epoch, 0 to 1. */
  readonly epochs: readonly { readonly accuracy: number; readonly milliseconds: number }[];
  /** The accuracy on the test images. */
  readonly test: number;
  /** The time of the whole process. */
  readonly milliseconds: number;
}

/** The time to the end of the first epoch with an accuracy; Infinity where there is none. */
export function timeTo({ epochs }: Pick<TrainedRun, "epochs">, accuracy: number): number {
  return epochs.find((epoch) => epoch.accuracy >= accuracy)?.milliseconds ?? Infinity;
}

/** The lines that a training prints: after each epoch, and at its end. */
const EPOCH = /^epoch \d+\/\d+ .*validation .*accuracy ([\d.]+) %/,
  TEST = /^test .*accuracy ([\d.]+) %/;

/**
 * Runs a training to its end, and reads the accuracies that it prints.
 *
 * @param output The piped stream that has the lines.
 */
export async function readRun(
  command: Deno.Command,
  output: "stdout" | "stderr",
): Promise<TrainedRun> {
  const started = performance.now();
  const child = command.spawn();
  const epochs: { accuracy: number; milliseconds: number }[] = [];
  let test: number | undefined, end = "", rest = "";
  for await (const part of child[output].pipeThrough(new TextDecoderStream())) {
    const milliseconds = performance.now() - started;
    end = (end + part).slice(-300);
    const lines = (rest + part).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      const [, epoch] = EPOCH.exec(line) ?? [], [, tested] = TEST.exec(line) ?? [];
      if (epoch !== undefined) epochs.push({ accuracy: Number(epoch) / 100, milliseconds });
      if (tested !== undefined) test = Number(tested) / 100;
    }
  }
  const { success } = await child.status;
  const milliseconds = performance.now() - started;
  if (success && test !== undefined) return { epochs, test, milliseconds };
  throw new WeftError(
    "runtime",
    `Cannot time a training: it ended without a test accuracy, after ${JSON.stringify(end)}`,
    "Run it alone to see its error",
  );
}
