// This module is browser compatible.
import { WeftError } from "../error.ts";
import type { ChosenBackend } from "./backends.ts";
import type { ProfileFile } from "./host.ts";
import { fallbackNodes, type PlacedNode, readPlacement } from "./node_placement.ts";

/** The check that a session computes on its backend: its first run is profiled. */
export interface FirstRun {
  /**
   * Reads the profile of the first run. Later calls do nothing.
   *
   * @throws {WeftError} `runtime` when all nodes ran on the CPU and that is not allowed.
   */
  readonly check: () => Promise<void>;
  /** The nodes of the first run; `undefined` before it and where it is not profiled. */
  readonly placement: () => readonly PlacedNode[] | undefined;
  /** Removes a profile that was not read. */
  readonly remove: () => Promise<void>;
}

/** A session that is profiled. */
export interface ProfiledSession {
  /** The name of the model in errors. */
  readonly name: string;
  readonly backend: ChosenBackend;
  /** Makes ONNX Runtime write the profile. */
  readonly endProfiling: () => void;
  /** Called when some nodes, but not all, ran on the CPU. */
  readonly onFallback?: ((nodes: readonly PlacedNode[]) => void) | undefined;
  /** True when it is no error that all nodes ran on the CPU. */
  readonly allowCpu?: boolean;
}

/**
 * Makes the check of a session's first run.
 *
 * @param profile The place of the profile; `undefined` where the backend is not profiled.
 */
export function firstRun(
  profile: ProfileFile | undefined,
  { name, backend, endProfiling, onFallback, allowCpu }: ProfiledSession,
): FirstRun {
  let unread = profile;
  let placement: readonly PlacedNode[] | undefined;
  return {
    check: async () => {
      if (!unread) return;
      const { read, remove } = unread;
      unread = undefined;
      try {
        endProfiling();
        placement = readPlacement(await read());
      } finally {
        await remove();
      }
      const onCpu = placement.length > 0 && placement.every(({ provider }) => provider === "CPU");
      if (onCpu && !allowCpu) {
        throw new WeftError(
          "runtime",
          `Cannot run ${name} on ${backend}: ONNX Runtime ran all ${placement.length} nodes ` +
            "on the CPU",
          "Use --backend cpu",
        );
      }
      const left = fallbackNodes(placement);
      if (left.length > 0) onFallback?.(left);
    },
    placement: () => placement,
    remove: async () => await unread?.remove(),
  };
}
