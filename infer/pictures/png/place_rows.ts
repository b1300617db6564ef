// This module is browser compatible.
import type { PngHeader } from "./read_chunks.ts";
import type { RowFormat } from "./samples.ts";
import { unfilter } from "./unfilter.ts";

/** The pixels of a pass: from `x`, `y` in steps of `dx`, `dy`. */
interface Pass {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
}

/** The seven passes of an interlaced file (PNG 3rd edition, section 8.2). */
const ADAM7: readonly Pass[] = [
  { x: 0, y: 0, dx: 8, dy: 8 },
  { x: 4, y: 0, dx: 8, dy: 8 },
  { x: 0, y: 4, dx: 4, dy: 8 },
  { x: 2, y: 0, dx: 4, dy: 4 },
  { x: 0, y: 2, dx: 2, dy: 4 },
  { x: 1, y: 0, dx: 2, dy: 2 },
  { x: 0, y: 1, dx: 1, dy: 2 },
];
const WHOLE: readonly Pass[] = [{ x: 0, y: 0, dx: 1, dy: 1 }];

/** Cuts decompressed bytes into rows and puts their pixels in their places. */
export interface RowPlacer {
  /** Takes the next bytes; those after the last row are ignored. */
  push(bytes: Uint8Array): void;
  /** The number of complete rows, in all passes. */
  rows(): number;
  /** True when every row is there. */
  isDone(): boolean;
}

/** A pass and its current row. */
interface PassState {
  readonly pass: Pass;
  /** The row's y in the picture. */
  y: number;
  /** The filter of the row and its bytes, and the same of the row above. */
  line: Uint8Array;
  above: Uint8Array;
  /** The bytes of `line` that are there. */
  filled: number;
  /** The row's pixels, converted to 8 bits. */
  readonly pixels: Uint8Array;
}

/**
 * Makes a placer for the rows of a file.
 *
 * @param data Receives the pixels: [height, width, channels], 0..255.
 */
export function placeRows(header: PngHeader, format: RowFormat, data: Uint8Array): RowPlacer {
  const passes = (header.isInterlaced ? ADAM7 : WHOLE)
    .filter(({ x, y }) => x < header.width && y < header.height)
    .map((pass) => () => startPass(pass, header.width, format));
  let current = passes.shift()?.();
  let rows = 0;
  return {
    rows: () => rows,
    isDone: () => current === undefined,
    push(bytes) {
      for (let at = 0; at < bytes.length && current;) {
        const { line, filled } = current;
        const part = bytes.subarray(at, at + line.length - filled);
        line.set(part, filled);
        current.filled += part.length;
        at += part.length;
        if (current.filled < line.length) continue;
        endRow(current, header.width, format, data);
        rows++;
        if (current.y >= header.height) current = passes.shift()?.();
      }
    },
  };
}

function startPass(pass: Pass, width: number, { bits, channels }: RowFormat): PassState {
  const count = Math.ceil((width - pass.x) / pass.dx);
  const bytes = 1 + Math.ceil(count * bits / 8);
  const [line, above] = [new Uint8Array(bytes), new Uint8Array(bytes)];
  return { pass, y: pass.y, line, above, filled: 0, pixels: new Uint8Array(count * channels) };
}

/** Undoes the filter of a complete row, places its pixels, and begins the next row. */
function endRow(state: PassState, width: number, format: RowFormat, data: Uint8Array): void {
  const { pass, line, above, pixels } = state, { bits, channels } = format;
  const row = line.subarray(1);
  unfilter(line[0]!, row, above.subarray(1), Math.max(1, bits >> 3));
  format.convert(row, pixels);
  const start = (state.y * width + pass.x) * channels;
  if (pass.dx === 1) data.set(pixels, start);
  else {
    for (let from = 0, to = start; from < pixels.length; to += (pass.dx - 1) * channels) {
      for (let c = 0; c < channels; c++) data[to++] = pixels[from++]!;
    }
  }
  [state.line, state.above] = [above, line];
  state.filled = 0;
  state.y += pass.dy;
}
