import type { Terminal } from "../../../cli/terminal.ts";

/**
 * The start of a line on the child's standard error that weft wrote. Other lines are from native
 * code, such as the message of a failed assertion.
 */
const MARK = "\x02";

/**
 * A standard error whose texts the parent can tell from those of native code: each is one line, a
 * mark and JSON.
 */
export function markedTerminal(terminal: Terminal): Terminal {
  const encoder = new TextEncoder();
  return {
    ...terminal,
    write(text) {
      Deno.stderr.writeSync(encoder.encode(`${MARK}${JSON.stringify(text)}\n`));
    },
  };
}

/** The text of a line of the child; `undefined` for a line that weft did not write. */
export function markedText(line: string): string | undefined {
  if (!line.startsWith(MARK)) return undefined;
  try {
    const text: unknown = JSON.parse(line.slice(MARK.length));
    return typeof text === "string" ? text : undefined;
  } catch {
    return undefined; // cut off by the end of the process
  }
}
