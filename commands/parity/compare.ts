import { argmax } from "../../infer/softmax.ts";

/** How far two arrays of the same shape are apart. */
export interface Difference {
  /** Rows that both have, such as images. */
  readonly rows: number;
  /** The largest |a - b|, of finite numbers. */
  readonly largest: number;
  /** The largest |a| or |b|. */
  readonly magnitude: number;
  /** `largest` for each unit of `magnitude`; 0 where all is 0. */
  readonly relative: number;
  /** Whether all bits are equal. */
  readonly identical: boolean;
  /** How many pairs of numbers are not both finite and do not have the same bits. */
  readonly strange: number;
}

/**
 * Compares two arrays as far as both go.
 *
 * @param a [rows, width].
 * @param b [rows, width], where `rows` may be another.
 * @param width Values of a row.
 */
export function difference(a: Float32Array, b: Float32Array, width: number): Difference {
  const length = Math.min(a.length, b.length);
  const [bitsOfA, bitsOfB] = [bits(a), bits(b)];
  let largest = 0, magnitude = 0, strange = 0, identical = true;
  for (let i = 0; i < length; i++) {
    const x = a[i]!, y = b[i]!;
    const same = bitsOfA[i] === bitsOfB[i];
    identical &&= same;
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      if (!same) strange++;
      continue;
    }
    largest = Math.max(largest, Math.abs(x - y));
    magnitude = Math.max(magnitude, Math.abs(x), Math.abs(y));
  }
  const relative = magnitude === 0 ? 0 : largest / magnitude;
  return { rows: length / width, largest, magnitude, relative, identical, strange };
}

/**
 * A difference on the scale of a bound: absolute where all numbers are at most 1, relative to the
 * largest otherwise.
 */
export function scaled({ largest, magnitude }: Difference): number {
  return largest / Math.max(1, magnitude);
}

/** An image of which two runtimes say different classes. */
export interface Disagreement {
  readonly image: number;
  /** The class that each of them says. */
  readonly classes: readonly [number, number];
  /**
   * The larger of the leads that they give to their own class over the other's, on the scale of the
   * logits' bound.
   */
  readonly lead: number;
}

/**
 * Finds the images of which two runtimes say different classes.
 *
 * @param a Logits, [images, classes].
 * @param b Logits, [images, classes].
 * @param magnitude The largest |logit|.
 */
export function disagreements(
  a: Float32Array,
  b: Float32Array,
  classes: number,
  magnitude: number,
): Disagreement[] {
  const found: Disagreement[] = [];
  for (let from = 0; from < Math.min(a.length, b.length); from += classes) {
    const [ofA, ofB] = [argmax(a, from, classes), argmax(b, from, classes)];
    if (ofA === ofB) continue;
    const lead = Math.max(a[from + ofA]! - a[from + ofB]!, b[from + ofB]! - b[from + ofA]!);
    found.push({
      image: from / classes,
      classes: [ofA, ofB],
      lead: lead / Math.max(1, magnitude),
    });
  }
  return found;
}

/** The part of images whose class is the one with the largest logit, 0..1. */
export function accuracyOf(logits: Float32Array, labels: Uint8Array, classes: number): number {
  const count = logits.length / classes;
  let right = 0;
  for (let i = 0; i < count; i++) {
    if (argmax(logits, i * classes, classes) === labels[i]) right++;
  }
  return right / count;
}

function bits({ buffer, byteOffset, length }: Float32Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length);
}
