import type { Terminal } from "../../cli/terminal.ts";

/** For code that prints what the report's own display and page say. */
export const silent: Terminal = { write() {}, isTerminal: false, colour: false, columns: () => 80 };
