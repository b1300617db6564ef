// This module is browser compatible.
import { inverseDct } from "./inverse_dct.ts";
import type { Plane } from "./planes.ts";
import type { BlockDecoder } from "./scan.ts";
import { ZIGZAG } from "./zigzag.ts";

/**
 * Makes the decoder of a sequential scan (ITU-T T.81, F.2.2): each block is complete, and its
 * samples go straight into the plane of its component.
 *
 * @param planes The planes of the frame's components, and their quantization tables.
 */
export function sequentialDecoder(
  planes: readonly Plane[],
  quantization: readonly Uint16Array[],
): BlockDecoder {
  const predictions = new Int32Array(planes.length);
  const block = new Int32Array(64);
  return {
    reset: () => predictions.fill(0),
    block(reader, { index, dc, ac }, row, column) {
      block.fill(0);
      const size = reader.decode(dc!);
      if (size > 0) predictions[index]! += reader.readSigned(Math.min(16, size));
      block[0] = predictions[index]!;
      let last = 0;
      for (let k = 1; k < 64; k++) {
        const symbol = reader.decode(ac!), bits = symbol & 15, zeros = symbol >> 4;
        if (bits === 0 && zeros < 15) break;
        k += zeros;
        if (bits === 0) continue;
        const value = reader.readSigned(bits);
        if (k < 64) block[ZIGZAG[last = k]!] = value;
      }
      inverseDct(block, last, quantization[index]!, planes[index]!, row, column);
    },
  };
}
