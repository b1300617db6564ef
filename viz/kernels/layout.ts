// This module is browser compatible.

import { WeftError } from "../../error.ts";

/** Every array starts on a line of the cache. */
const ALIGNMENT = 64;
const PAGE = 65536;
/** What 32-bit pointers reach, less a page, so that no size wraps around to 0. */
const MOST_BYTES = 65535 * PAGE;

/**
 * Where arrays lie in the memory of the kernels. It is drawn up before any memory is asked for, so
 * that all of it can be asked for at once, here or in another thread.
 */
export interface Layout {
  /** Sets so many bytes aside and returns where they start. */
  reserve(bytes: number): number;
  /** The first byte behind all of them. */
  readonly end: number;
}

/** Starts a layout at a byte: {@linkcode Kernels.heapBase}, or the end of another layout. */
export function createLayout(start: number): Layout {
  let end = start;
  return {
    reserve(bytes) {
      const pointer = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
      end = pointer + bytes;
      return pointer;
    },
    get end() {
      return end;
    },
  };
}

/**
 * Makes a memory at least so many bytes large. Views of it that were made before are empty
 * afterwards.
 *
 * @throws {WeftError} `runtime` where there is no such memory.
 */
export function growMemory(memory: WebAssembly.Memory, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
  if (missing <= 0) return;
  try {
    if (bytes > MOST_BYTES) throw new RangeError("WebAssembly addresses at most 4 GiB");
    memory.grow(missing);
  } catch (error) {
    throw new WeftError(
      "runtime",
      `Cannot get ${Math.ceil(bytes / 1_048_576)} MiB of memory: ${(error as Error).message}`,
      "Pass fewer points or fewer features, for example principal components, or close other programs",
      { cause: error },
    );
  }
}
