/**
 * The context of a stage that runs alone, and its recorded progress. For tests only.
 *
 * @module
 */

import type { ReportOptions } from "../report_options.ts";
import type { StageContext } from "../stages/stage.ts";
import { sampleOptions } from "./sample_report.ts";

/** A context that records what a stage reports. */
export interface RecordingContext extends StageContext {
  readonly reported: (readonly [share: number, note: string | undefined])[];
  readonly lines: string[];
}

/** Makes the context of a stage whose needs have some data, by their names. */
export function stageContext(
  needs: Readonly<Record<string, unknown>>,
  { options = sampleOptions(), signal = new AbortController().signal }: {
    options?: ReportOptions;
    signal?: AbortSignal;
  } = {},
): RecordingContext {
  const reported: [number, string | undefined][] = [], lines: string[] = [];
  return {
    ...{ options, signal, reported, lines, folder: "stages/here", runs: "runs" },
    data: <Data>(stage: string) => needs[stage] as Data,
    progress: (share, note) => reported.push([share, note]),
    line: (text) => lines.push(text),
  };
}
