/**
 * The work of a worker: a file that it writes before each input, so that the supervisor knows
 * the input when the process ends or hangs.
 */
export interface Crumb {
  /** The number of the input that is being read. */
  readonly index: number;
  /** Inputs that were read before it by this worker: accepted and refused. */
  readonly accepted: number;
  readonly refused: number;
  /** The largest memory of the worker so far, in bytes. */
  readonly peak: number;
  /** The phase within the input, see `Target.read`. */
  readonly phase: number;
}

const FIELDS = ["index", "accepted", "refused", "peak", "phase"] as const;

/** Opens the file for a worker. */
export function openCrumb(path: string): { write(crumb: Crumb): void } {
  const file = Deno.openSync(path, { write: true, create: true });
  const numbers = new Float64Array(FIELDS.length), bytes = new Uint8Array(numbers.buffer);
  return {
    write(crumb) {
      FIELDS.forEach((field, i) => numbers[i] = crumb[field]);
      file.seekSync(0, Deno.SeekMode.Start);
      file.writeSync(bytes);
    },
  };
}

/** Reads the file; `undefined` before the worker's first input. */
export async function readCrumb(path: string): Promise<Crumb | undefined> {
  const bytes = await Deno.readFile(path).catch(() => new Uint8Array());
  if (bytes.length < 8 * FIELDS.length) return undefined;
  const numbers = new Float64Array(bytes.buffer, 0, FIELDS.length);
  const [index, accepted, refused, peak, phase] = [...numbers] as [
    ...[number, number, number, number, number],
  ];
  return { index, accepted, refused, peak, phase };
}
