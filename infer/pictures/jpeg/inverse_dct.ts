// This module is browser compatible.
import type { Plane } from "./planes.ts";

/** Cosines and sines of pi / 16 and its multiples, and square roots of 2 and 1/2, times 4096. */
const COS1 = 4017, SIN1 = 799, COS3 = 3406, SIN3 = 2276, COS6 = 1567, SIN6 = 3784;
const SQRT2 = 5793, SQRT1_2 = 2896;

/** The block between the two passes; each call fills it. */
const work = new Int32Array(64);

/**
 * Dequantizes a block, transforms it and writes its samples into the plane of its component. It is
 * the transform of Loeffler, Ligtenberg and Moschytz (ICASSP 1989, pages 988-991), rounded as in
 * poppler and jpeg-js: the samples are the same.
 *
 * @param block The 64 coefficients, row by row.
 * @param last 0 when all coefficients but the first are 0; else any other number.
 * @param quantization The quantization table, row by row.
 */
export function inverseDct(
  block: Int32Array | Int16Array,
  last: number,
  quantization: Uint16Array,
  { data, stride }: Plane,
  row: number,
  column: number,
): void {
  let at = 8 * (row * stride + column);
  if (last === 0) {
    const mean = (SQRT2 * ((SQRT2 * block[0]! * quantization[0]! + 512) >> 10) + 8192) >> 14;
    const sample = toSample(mean);
    for (let y = 0; y < 8; y++, at += stride) data.fill(sample, at, at + 8);
    return;
  }
  for (let i = 0; i < 64; i++) work[i] = block[i]! * quantization[i]!;
  for (let i = 0; i < 64; i += 8) transformRow(i);
  for (let i = 0; i < 8; i++) transformColumn(i);
  for (let y = 0, from = 0; y < 8; y++, at += stride) {
    for (let x = 0; x < 8; x++) data[at + x] = toSample(work[from++]!);
  }
}

function toSample(value: number): number {
  const sample = 128 + ((value + 8) >> 4);
  return sample < 0 ? 0 : sample > 255 ? 255 : sample;
}

function transformRow(i: number): void {
  const p1 = work[i + 1]!, p2 = work[i + 2]!, p3 = work[i + 3]!, p4 = work[i + 4]!;
  const p5 = work[i + 5]!, p6 = work[i + 6]!, p7 = work[i + 7]!;
  if ((p1 | p2 | p3 | p4 | p5 | p6 | p7) === 0) {
    work.fill((SQRT2 * work[i]! + 512) >> 10, i, i + 8);
    return;
  }
  butterflies(
    i,
    1,
    (SQRT2 * work[i]! + 128) >> 8,
    (SQRT2 * p4 + 128) >> 8,
    (p2 * SIN6 + p6 * COS6 + 128) >> 8,
    (p2 * COS6 - p6 * SIN6 + 128) >> 8,
    (SQRT1_2 * (p1 - p7) + 128) >> 8,
    (SQRT1_2 * (p1 + p7) + 128) >> 8,
    p3 << 4,
    p5 << 4,
  );
}

function transformColumn(i: number): void {
  const p1 = work[i + 8]!, p2 = work[i + 16]!, p3 = work[i + 24]!, p4 = work[i + 32]!;
  const p5 = work[i + 40]!, p6 = work[i + 48]!, p7 = work[i + 56]!;
  if ((p1 | p2 | p3 | p4 | p5 | p6 | p7) === 0) {
    const mean = (SQRT2 * work[i]! + 8192) >> 14;
    for (let at = i; at < 64; at += 8) work[at] = mean;
    return;
  }
  butterflies(
    i,
    8,
    (SQRT2 * work[i]! + 2048) >> 12,
    (SQRT2 * p4 + 2048) >> 12,
    (p2 * SIN6 + p6 * COS6 + 2048) >> 12,
    (p2 * COS6 - p6 * SIN6 + 2048) >> 12,
    (SQRT1_2 * (p1 - p7) + 2048) >> 12,
    (SQRT1_2 * (p1 + p7) + 2048) >> 12,
    p3,
    p5,
  );
}

/** The last three stages of eight values at `at`, `step` apart: the same for rows and columns. */
function butterflies(
  at: number,
  step: number,
  even0: number,
  even1: number,
  even3: number,
  even2: number,
  odd4: number,
  odd7: number,
  odd5: number,
  odd6: number,
): void {
  const v1 = (even0 - even1 + 1) >> 1, v0 = (even0 + even1 + 1) >> 1;
  const v6 = (odd4 - odd6 + 1) >> 1, v4 = (odd4 + odd6 + 1) >> 1;
  const v5 = (odd7 - odd5 + 1) >> 1, v7 = (odd7 + odd5 + 1) >> 1;
  const w3 = (v0 - even3 + 1) >> 1, w0 = (v0 + even3 + 1) >> 1;
  const w2 = (v1 - even2 + 1) >> 1, w1 = (v1 + even2 + 1) >> 1;
  const w7 = (v4 * SIN3 + v7 * COS3 + 2048) >> 12, w4 = (v4 * COS3 - v7 * SIN3 + 2048) >> 12;
  const w6 = (v5 * SIN1 + v6 * COS1 + 2048) >> 12, w5 = (v5 * COS1 - v6 * SIN1 + 2048) >> 12;
  work[at] = w0 + w7;
  work[at + 7 * step] = w0 - w7;
  work[at + step] = w1 + w6;
  work[at + 6 * step] = w1 - w6;
  work[at + 2 * step] = w2 + w5;
  work[at + 5 * step] = w2 - w5;
  work[at + 3 * step] = w3 + w4;
  work[at + 4 * step] = w3 - w4;
}
