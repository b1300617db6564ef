// This module is browser compatible.

import { WeftError } from "../../error.ts";

/** Every array starts on a cache line. */
const ALIGNMENT = 64;
const PAGE = 65536;
/** The largest memory: 4 GiB less a page, so that no 32-bit size wraps around to 0. */
const MOST_BYTES = 65535 * PAGE;

/**
 * Places arrays in the memory of the kernels. A layout is complete before the memory grows, so that
 * the memory grows once, in this thread or another.
 */
export interface Layout {
  /** Reserves bytes and returns a pointer to them. */
  reserve(bytes: number): number;
  /** The first byte behind all reserved ones. */
  readonly end: number;
}

/**
 * Creates a layout.
 *
 * @param start Its first byte: {@linkcode Kernels.heapBase}, or the end of another layout.
 */
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
 * Grows a memory to a size, where it is smaller. Existing views of it are empty afterwards.
 *
 * @throws {WeftError} `runtime` where there is not enough memory.
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
      "Pass fewer points or features, for example principal components, or close programs",
      { cause: error },
    );
  }
}
