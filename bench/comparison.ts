/** A program that does a piece of work, or one way in which it does it. */
export interface Program {
  /** Such as `PyTorch`. */
  readonly name: string;
  readonly version: string;
  /** The way, where a program has several: a memory layout or a backend. */
  readonly form?: string;
  readonly threads: number;
  /** Does the work some times; returns the milliseconds of one. */
  readonly time: (count: number) => Promise<number>;
  /** Measures the last result. The most telling measure is the first. */
  readonly quality?: () => Promise<Readonly<Record<string, number>>>;
  readonly close?: () => Promise<void>;
}

/** The times of a program. */
export interface Timed extends Omit<Program, "time" | "quality" | "close"> {
  /** Milliseconds of the first run, which may compile and load. */
  readonly first: number;
  /** Milliseconds of a run, one number for each round; Infinity where the work was not done. */
  readonly milliseconds: readonly number[];
  /** Measures of the result by name, the most telling first. */
  readonly quality?: Readonly<Record<string, number>>;
}

/** A program that cannot do the work here. */
export interface Absent extends Pick<Program, "name" | "form"> {
  /** Such as `not installed`. */
  readonly absent: string;
}

/** True for a program, or its times, that could not be had. */
export const isAbsent = (program: object): program is Absent => "absent" in program;

/** A piece of work, and the times of weft and of others. */
export interface Comparison {
  readonly part: string;
  /** The work in words, such as `LeNet, a training step of 128 images`. */
  readonly work: string;
  readonly weft: Timed;
  readonly others: readonly (Timed | Absent)[];
}

/** The median of some times; the upper one of two. */
export const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[times.length >> 1]!;

/**
 * The other program's time divided by weft's, by medians: above 1, weft is faster. `undefined`
 * where one of them did not do the work.
 */
export function ratioOf(weft: Timed, other: Timed): number | undefined {
  const [ours, theirs] = [weft, other].map(({ milliseconds }) => median(milliseconds));
  return Number.isFinite(ours) && Number.isFinite(theirs) ? theirs! / ours! : undefined;
}

/**
 * The other programs, each in its fastest form only, with the reasons why it has no others.
 *
 * @returns The program's best times, or why there are none.
 */
export function fastestForms(
  others: readonly (Timed | Absent)[],
): { best: Timed | Absent; reasons: string[] }[] {
  return [...new Set(others.map(({ name }) => name))].map((name) => {
    const own = others.filter((other) => other.name === name);
    const best = own.filter((other): other is Timed => !isAbsent(other))
      .sort((a, b) => median(a.milliseconds) - median(b.milliseconds))[0];
    const absent = own.filter(isAbsent);
    if (best === undefined) return { best: absent[0]!, reasons: [] };
    const reasons = absent.map(({ form = "", absent }) => `${form} ${absent}`.trim());
    return { best, reasons };
  });
}
