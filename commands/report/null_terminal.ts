import type { Terminal } from "../../cli/terminal.ts";

/** A terminal that discards its output, for code whose messages the report shows in another way. */
export const nullTerminal: Terminal = {
  write() {},
  isTerminal: false,
  colour: false,
  columns: () => 80,
};
