/** A place to print to: standard output, standard error, or a test's record. */
export interface Terminal {
  /** Prints `text` as it is; lines carry their own `\n`. */
  write(text: string): void;
  /** Whether somebody is looking, so that lines may be rewritten. */
  readonly isTerminal: boolean;
  /** Whether text may be coloured: a terminal, and `NO_COLOR` is not set. */
  readonly colour: boolean;
  /** The width in characters at this moment; 80 when unknown. */
  columns(): number;
}

/**
 * Opens standard output or standard error. Needs no permission.
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
      let bytes = new TextEncoder().encode(text);
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

/** ANSI codes of the styles that commands use. */
const STYLES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] };

/**
 * Wraps `text` in a style where the terminal may be coloured, else returns it as it is.
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

/**
 * Prints a line that the user should know: `notice: …` on standard error.
 *
 * @example
 * ```ts
 * let text = "";
 * notice({ stderr: { write: (line) => text += line, colour: false } }, "the GPU is software here");
 * console.assert(text === "notice: the GPU is software here\n");
 * ```
 */
export function notice(
  { stderr }: { readonly stderr: Pick<Terminal, "write" | "colour"> },
  line: string,
): void {
  stderr.write(`${paint(stderr, "yellow", "notice:")} ${line}\n`);
}
