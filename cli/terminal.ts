import { visible } from "./visible.ts";

/** An output for text: standard output, standard error, or a record in tests. */
export interface Terminal {
  /**
   * Prints `text` without adding a line break. Control characters are shown as escapes: text comes
   * from files and their names too. The styles of {@linkcode paint} work, and
   * {@linkcode CLEAR_LINE} at the start.
   */
  write(text: string): void;
  /** True for a terminal, where lines can be rewritten; false for a file or a pipe. */
  readonly isTerminal: boolean;
  /** True for a terminal without `NO_COLOR` in the environment. */
  readonly colour: boolean;
  /** Returns the current width in characters; 80 when unknown. */
  columns(): number;
}

/**
 * Opens standard output or standard error. This needs no permission.
 *
 * @example
 * ```ts ignore
 * openTerminal("stderr").write("Loading\n");
 * ```
 */
export function openTerminal(stream: "stdout" | "stderr"): Terminal {
  const file = Deno[stream];
  const isTerminal = file.isTerminal();
  return {
    write(text) {
      let bytes = new TextEncoder().encode(terminalText(text));
      while (bytes.length > 0) bytes = bytes.subarray(file.writeSync(bytes));
    },
    isTerminal,
    colour: isTerminal && !Deno.noColor,
    columns() {
      try {
        return Deno.consoleSize().columns || 80;
      } catch {
        return 80; // not a terminal
      }
    },
  };
}

/** Goes to the start of the line and clears it. */
export const CLEAR_LINE = "\r\x1b[K";

/** ANSI codes of the styles that commands use. */
const STYLES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] };

/**
 * Adds ANSI codes of a style to `text` on a terminal with colour, else returns it unchanged.
 *
 * @example
 * ```ts
 * console.assert(paint({ colour: false }, "bold", "0.91") === "0.91");
 * ```
 */
export function paint(
  terminal: Pick<Terminal, "colour">,
  style: keyof typeof STYLES,
  text: string,
): string {
  if (!terminal.colour) return text;
  const [on, off] = STYLES[style];
  return `\x1b[${on}m${text}\x1b[${off}m`;
}

/** A text between the codes of one style. */
const PAINTED = new RegExp(
  Object.values(STYLES).map(([on, off]) => `(?:\\x1b\\[${on}m[^\\x1b]*\\x1b\\[${off}m)`).join("|"),
  "g",
);
/**
 * Shows control characters as escapes, except the codes that weft writes itself.
 *
 * @example
 * ```ts
 * console.assert(terminalText("\x1b[1mbold\x1b[22m \x1b[2J") === "\x1b[1mbold\x1b[22m \\u001b[2J");
 * ```
 */
export function terminalText(text: string): string {
  if (text.startsWith(CLEAR_LINE)) return CLEAR_LINE + terminalText(text.slice(CLEAR_LINE.length));
  let result = "", at = 0;
  for (const { 0: painted, index } of text.matchAll(PAINTED)) {
    const start = painted.indexOf("m") + 1, end = painted.lastIndexOf("\x1b");
    const inner = visible(painted.slice(start, end));
    result += visible(text.slice(at, index)) + painted.slice(0, start) + inner + painted.slice(end);
    at = index + painted.length;
  }
  return result + visible(text.slice(at));
}

/**
 * Prints a line on standard error that is not an error: `notice: …`.
 *
 * @example
 * ```ts
 * let text = "";
 * notice({ stderr: { write: (line) => text += line, colour: false } }, "--seed changes nothing");
 * console.assert(text === "notice: --seed changes nothing\n");
 * ```
 */
export function notice(
  { stderr }: { readonly stderr: Pick<Terminal, "write" | "colour"> },
  line: string,
): void {
  stderr.write(`${paint(stderr, "yellow", "notice:")} ${line}\n`);
}
