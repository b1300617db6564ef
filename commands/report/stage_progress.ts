import { createProgress, type Progress } from "../../cli/progress.ts";
import type { Terminal } from "../../cli/terminal.ts";

/** What the display has to know of a stage. */
export interface ShownStage {
  readonly title: string;
  /** Seconds that it takes on two cores. */
  readonly weight: number;
}

/** One progress display over all stages. */
export interface StageProgress {
  /** A stage begins. */
  begin(stage: ShownStage): void;
  /** How far the present stage is, 0 to 1. */
  update(share: number, note?: string): void;
  /** The present stage is over. */
  finish(): void;
  /** A stage has nothing to do: it is done already, or left out. */
  skip(stage: ShownStage): void;
  /** Prints a line above the display. */
  line(text: string): void;
  /** Ends the display. */
  end(note: string): void;
}

/**
 * Seconds of expected work that the machine is believed to be of the usual speed, before its own
 * speed counts for more.
 */
const BELIEF = 20;

/**
 * Shows all stages in one line: what is done of their expected seconds, and the time left, by the
 * speed of this machine so far.
 *
 * @param now A clock in milliseconds; injectable for tests. Default `performance.now`.
 */
export function stageProgress(
  stages: readonly ShownStage[],
  terminal: Terminal,
  now: () => number = () => performance.now(),
): StageProgress {
  const total = stages.reduce((sum, { weight }) => sum + weight, 0);
  /**
   * Expected seconds that are done or have not to be done, and those of them that took time, with
   * that time.
   */
  let done = 0, worked = 0, took = 0, over = 0;
  let present: { stage: ShownStage; began: number; share: number } | undefined;

  function reckon() {
    const part = present ? present.stage.weight * present.share : 0;
    const time = took + (present ? (now() - present.began) / 1000 : 0);
    const slowness = (time + BELIEF) / (worked + part + BELIEF);
    return {
      counts: `${over} of ${stages.length} stages`,
      remainingMs: Math.max(0, 1000 * (total - done - part) * slowness),
    };
  }
  const bar: Progress = createProgress({
    label: "Report",
    total,
    unit: "seconds",
    terminal,
    now,
    reckon,
  });
  const show = (note: string) =>
    bar.update(done + (present ? present.stage.weight * present.share : 0), note);

  return {
    begin(stage) {
      present = { stage, began: now(), share: 0 };
      show(stage.title);
    },
    update(share, note) {
      if (!present) return;
      present.share = Math.min(1, Math.max(present.share, share));
      show(note ? `${present.stage.title}: ${note}` : present.stage.title);
    },
    finish() {
      if (!present) return;
      const { stage: { weight }, began } = present;
      done += weight;
      worked += weight;
      took += (now() - began) / 1000;
      over++;
      present = undefined;
    },
    skip({ weight }) {
      done += weight;
      over++;
    },
    line: (text) => bar.line(text),
    end(note) {
      bar.update(done);
      bar.end(note);
    },
  };
}
