// This module is browser compatible.
import { hashOf } from "./hash.ts";
import { lengthNote, progressNote, stoppedNote, tsneNote } from "./notes.ts";
import type { RunState } from "./run_controls.ts";
import type { MapEvent, MapWorker } from "./worker_client.ts";

/** The run of t-SNE that is in progress, or the last one. */
export interface TsneRun {
  readonly state: RunState;
  readonly hasStarted: boolean;
  /** A sentence about the map. */
  readonly note: string;
  /** The finished map, [count, 2]; `undefined` while there is none. */
  readonly coordinates: Float32Array | undefined;
  /** SHA-256 of the finished coordinates; `undefined` while there is none. */
  readonly hash: string | undefined;
  /** Starts a run and cancels the one before. */
  start(perplexity: number): void;
  pause(): void;
  resume(): void;
  cancel(): void;
  /** Handles a message of the worker; those of earlier runs are ignored. */
  handle(event: Extract<MapEvent, { run: number }>): void;
  /** Ends the run after an error. */
  fail(): void;
}

/** The events of a run. */
export interface TsneRunEvents {
  /** The state or the progress changed; `fraction` is the part that is done, 0..1. */
  onState(state: RunState, fraction: number, text: string): void;
  /** There are new coordinates, [count, 2], finished or not. */
  onCoordinates(coordinates: Float32Array): void;
  /** The run ended; its note and its hash are complete. */
  onEnd(announcement: string): void;
  onError(error: unknown): void;
}

/** Makes the client of t-SNE in a worker. */
export function createTsneRun(
  worker: () => MapWorker,
  { onState, onCoordinates, onEnd, onError }: TsneRunEvents,
): TsneRun {
  let run = 0, startTime = 0;
  let state: RunState = "idle", fraction = 0, progress = "", note = "";
  let coordinates: Float32Array | undefined;
  let hash: string | undefined;

  function setState(next: RunState): void {
    state = next;
    onState(state, fraction, state === "paused" ? `Paused. ${progress}` : progress);
  }

  function finish(map: Extract<MapEvent, { kind: "map" }>): void {
    ({ coordinates } = map);
    const result = { ...map, seconds: (performance.now() - startTime) / 1000 };
    progress = lengthNote(result);
    setState("idle");
    onCoordinates(map.coordinates);
    hashOf(map.coordinates).then((value) => {
      if (map.run !== run) return;
      hash = value;
      note = tsneNote(result);
      onEnd(`The t-SNE map is ready. ${note}`);
    }).catch(onError);
  }

  return {
    get state() {
      return state;
    },
    get hasStarted() {
      return run > 0;
    },
    get note() {
      return note;
    },
    get coordinates() {
      return coordinates;
    },
    get hash() {
      return hash;
    },
    start(perplexity) {
      fraction = 0, progress = "Finding neighbours", startTime = performance.now();
      coordinates = undefined, hash = undefined;
      note = `Computing a t-SNE map with perplexity ${perplexity}.`;
      run = worker().tsne(perplexity);
      setState("running");
    },
    pause() {
      worker().pause();
      setState("paused");
    },
    resume() {
      worker().resume();
      setState("running");
    },
    cancel: () => worker().cancel(),
    handle(event) {
      if (event.run !== run) return;
      if (event.kind === "map") return finish(event);
      if (event.kind === "cancelled") {
        setState("idle");
        note = stoppedNote(progress);
        hash = undefined;
        return onEnd("t-SNE was stopped.");
      }
      if (event.kind !== "progress" || state === "idle") return;
      fraction = event.iteration / event.iterations;
      progress = progressNote(event.iteration, event.iterations);
      setState(state);
      if (event.coordinates) onCoordinates(event.coordinates);
    },
    fail: () => setState("idle"),
  };
}
