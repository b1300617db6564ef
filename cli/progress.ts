import { CLEAR_LINE, paint, type Terminal } from "./terminal.ts";

/** Options of {@linkcode createProgress}. */
export interface ProgressOptions {
  /** The name of the work, such as `Epoch 1/3`. */
  readonly label: string;
  /** The number of units of the whole work. Without it there is no bar and no ETA. */
  readonly total?: number;
  /** The name of the units, such as `images`; `bytes` are shown as kB and MB. */
  readonly unit: string;
  /** Units done before this process, as after a resume; the rate excludes them. Default 0. */
  readonly start?: number;
  /** The command's `stderr`. */
  readonly terminal: Terminal;
  /** A clock in milliseconds, for tests. Default `performance.now`. */
  readonly now?: () => number;
  /** Replaces counts, rate and ETA, where the units take different times. */
  readonly estimate?: (done: number) => ProgressEstimate;
}

/** An estimate of the caller, for units that take different times. */
export interface ProgressEstimate {
  /** The text of the counts, such as `5 of 12 stages`. */
  readonly counts: string;
  /** The time left, in milliseconds. */
  readonly remainingMs: number;
}

/** A progress display. After `end` it does nothing. */
export interface Progress {
  /**
   * Sets the number of finished units. `note` follows the numbers, such as `loss 0.31`. Cheap: call
   * it often.
   */
  update(done: number, note?: string): void;
  /** Prints a line above the bar. */
  line(text: string): void;
  /** Shows the last state and ends its line. */
  end(note?: string): void;
}

const REDRAW_MS = 100;
const PLAIN_LINE_MS = 5_000;
/** Time constant of the smoothed rate: long enough to be steady, short enough to follow changes. */
const RATE_WINDOW_MS = 5_000;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const MAX_BAR = 30;
const MIN_BAR = 8;

/**
 * Shows progress with rate and time left. On a terminal it is one line, rewritten at most ten times
 * a second and never wider than the terminal; elsewhere a plain line every five seconds and one at
 * the end.
 *
 * @example
 * ```ts
 * import { openTerminal } from "./terminal.ts";
 *
 * const terminal = openTerminal("stderr");
 * const bar = createProgress({ label: "Epoch 1/3", total: 60_000, unit: "images", terminal });
 * bar.update(12_800, "loss 0.52");
 * bar.end("loss 0.31");
 * ```
 */
export function createProgress(options: ProgressOptions): Progress {
  const { terminal, start = 0, now = () => performance.now() } = options;
  const began = now();
  let done = start;
  let note: string | undefined;
  let ended = false;
  let shownAt = terminal.isTerminal ? -Infinity : began;
  let rate: number | undefined; // units a millisecond, smoothed
  let sampledAt = began, sampledDone = start;

  function sample(time: number): void {
    const elapsed = time - sampledAt;
    if (elapsed < REDRAW_MS) return;
    const latest = Math.max(0, done - sampledDone) / elapsed;
    const weight = 1 - Math.exp(-elapsed / RATE_WINDOW_MS);
    rate = rate === undefined ? latest : rate + weight * (latest - rate);
    sampledAt = time;
    sampledDone = done;
  }

  function show(time: number, final: boolean): void {
    const elapsed = time - began;
    const perMs = final ? (done - start) / Math.max(1, elapsed) : rate;
    const state: State = { options, done, note, perMs, elapsedMs: final ? elapsed : undefined };
    const { isTerminal } = terminal;
    const line = () => `${CLEAR_LINE}${barLine(state)}${final ? "\n" : ""}`;
    terminal.write(isTerminal ? line() : plainLine(state));
    shownAt = time;
  }

  return {
    update(newDone, newNote) {
      if (ended) return;
      done = newDone;
      note = newNote ?? note;
      const time = now();
      sample(time);
      if (time - shownAt >= (terminal.isTerminal ? REDRAW_MS : PLAIN_LINE_MS)) show(time, false);
    },
    line(text) {
      terminal.write(`${terminal.isTerminal ? CLEAR_LINE : ""}${text}\n`);
      if (terminal.isTerminal && !ended) show(now(), false);
    },
    end(newNote) {
      if (ended) return;
      note = newNote ?? note;
      show(now(), true);
      ended = true;
    },
  };
}

interface State {
  readonly options: ProgressOptions;
  readonly done: number;
  readonly note: string | undefined;
  readonly perMs: number | undefined;
  /** The time since the start, on the last line only. */
  readonly elapsedMs: number | undefined;
}

function plainLine(state: State): string {
  return `${state.options.label}: ${
    [...numbers(state), state.note ?? ""].filter(Boolean).join(", ")
  }\n`;
}

/** Formats label, bar, numbers and note, as many of them as fit in one line. */
function barLine(state: State): string {
  const { label, total, terminal } = state.options;
  const width = terminal.columns() - 1; // a full line would wrap on some terminals
  const [counts, ...rest] = numbers(state);
  const parts = [counts!, ...rest, ...(state.note ? [state.note] : [])];
  while (parts.length > 1 && label.length + 2 + parts.join("  ").length > width) parts.pop();
  const text = parts.join("  ");
  const room = Math.min(MAX_BAR, width - label.length - text.length - 5);
  if (total === undefined || room < MIN_BAR) return `${label}  ${text}`.slice(0, width);
  const bar = paint(terminal, "green", blocks(state.done / total, room));
  return `${label} ▕${bar}▏ ${text}`;
}

function blocks(fraction: number, width: number): string {
  const eighths = Math.floor(Math.min(1, Math.max(0, fraction)) * width * 8);
  return ("█".repeat(eighths >> 3) + EIGHTHS[eighths & 7]).padEnd(width);
}

/** Formats the counts, which always show, then rate and time where they are known. */
function numbers({ options, done, perMs, elapsedMs }: State): string[] {
  const { total, unit, estimate } = options;
  if (estimate) {
    const { counts, remainingMs } = estimate(done);
    const time = elapsedMs === undefined
      ? `ETA ${duration(remainingMs)}`
      : `in ${duration(elapsedMs)}`;
    return [`${percent(done, total ?? 0)} ${counts}`, time];
  }
  const parts = [counts(done, total, unit)];
  if (perMs !== undefined && perMs > 0) {
    const perSecond = perMs * 1000;
    parts.push(
      `${amount(perSecond < 10 ? Number(perSecond.toFixed(2)) : Math.round(perSecond), unit)}/s`,
    );
    if (total !== undefined && elapsedMs === undefined) {
      parts.push(`ETA ${duration((total - done) / perMs)}`);
    }
  }
  if (elapsedMs !== undefined) parts.push(`in ${duration(elapsedMs)}`);
  return parts;
}

function counts(done: number, total: number | undefined, unit: string): string {
  if (total === undefined) return amount(done, unit);
  const first = unit === "bytes" ? amount(done, unit) : done.toLocaleString("en-US");
  return `${percent(done, total)} ${first} of ${amount(total, unit)}`;
}

function percent(done: number, total: number): string {
  return `${Math.floor(100 * done / Math.max(1, total))}%`;
}

function amount(count: number, unit: string): string {
  if (unit !== "bytes") return `${count.toLocaleString("en-US")} ${unit}`;
  return count < 1e6 ? `${Math.round(count / 1e3)} kB` : `${(count / 1e6).toFixed(1)} MB`;
}

/** Formats a time as `0.4 s`, `42 s`, `3:05` or `1:02:03`. */
function duration(ms: number): string {
  const seconds = Math.max(0, ms / 1000);
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${two(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}
