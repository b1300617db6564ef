import { createProgress, type Progress } from "../../../cli/progress.ts";
import type { Terminal } from "../../../cli/terminal.ts";

/** A stage in the progress display. */
export interface ShownStage {
  readonly title: string;
  /** Expected seconds on two cores. */
  readonly weight: number;
}

/** One progress display over all stages. */
export interface StageProgress {
  /** A stage begins. */
  begin(stage: ShownStage): void;
  /** Updates the progress of the current stage, 0 to 1. It never goes back. */
  update(share: number, note?: string): void;
  /** The current stage ends. */
  finish(): void;
  /** A stage does not run: it is done already, or left out. */
  skip(stage: ShownStage): void;
  /** Prints a line above the display. */
  line(text: string): void;
  /** Ends the display. */
  end(note: string): void;
}

/**
 * Expected seconds of work at the usual speed that the estimate starts with. After that much work
 * the speed of this machine weighs as much as the usual speed.
 */
const PRIOR_SECONDS = 20;

/**
 * Shows all stages in one line: the share of the expected seconds that is done, and an estimate of
 * the time left from the speed of this machine so far.
 *
 * @param now A clock in milliseconds, for tests. Default `performance.now`.
 */
export function stageProgress(
  stages: readonly ShownStage[],
  terminal: Terminal,
  now: () => number = () => performance.now(),
): StageProgress {
  const total = stages.reduce((sum, { weight }) => sum + weight, 0);
  /** Expected seconds of the stages that ended, with and without those that were skipped. */
  let ended = 0, worked = 0;
  /** Measured seconds of the stages that ran. */
  let seconds = 0;
  /** Stages that ended or were skipped. */
  let count = 0;
  let current: { stage: ShownStage; began: number; share: number } | undefined;
  /** Expected seconds of the current stage that are done. */
  const currentDone = () => current ? current.stage.weight * current.share : 0;

  function estimate() {
    const time = seconds + (current ? (now() - current.began) / 1000 : 0);
    const slowness = (time + PRIOR_SECONDS) / (worked + currentDone() + PRIOR_SECONDS);
    return {
      counts: `${count} of ${stages.length} stages`,
      remainingMs: Math.max(0, 1000 * (total - ended - currentDone()) * slowness),
    };
  }
  const bar: Progress = createProgress({
    label: "Report",
    total,
    unit: "seconds",
    terminal,
    now,
    estimate,
  });
  const show = (note: string) => bar.update(ended + currentDone(), note);

  return {
    begin(stage) {
      current = { stage, began: now(), share: 0 };
      show(stage.title);
    },
    update(share, note) {
      if (!current) return;
      current.share = Math.min(1, Math.max(current.share, share));
      show(note ? `${current.stage.title}: ${note}` : current.stage.title);
    },
    finish() {
      if (!current) return;
      const { stage: { weight }, began } = current;
      ended += weight;
      worked += weight;
      seconds += (now() - began) / 1000;
      count++;
      current = undefined;
    },
    skip({ weight }) {
      ended += weight;
      count++;
    },
    line: (text) => bar.line(text),
    end(note) {
      bar.update(ended);
      bar.end(note);
    },
  };
}
