// This module is browser compatible.

/** What kind of failure a {@linkcode WeftError} reports: `usage` is the caller's input, the rest happened at work. */
export type ErrorCode =
  | "usage"
  | "data"
  | "network"
  | "file"
  | "checkpoint"
  | "model"
  | "runtime"
  | "compiler";

/**
 * An error written for the person who reads it: what could not be done and why (`message`), what to do next (`hint`).
 * Only the command line turns it into text and an exit code.
 *
 * @example
 * ```ts
 * import { WeftError } from "weft";
 *
 * const error = new WeftError("data", "Cannot read labels: the file is empty", "Download it again");
 * console.assert(error.hint === "Download it again");
 * ```
 */
export class WeftError extends Error {
  /** The kind of failure. */
  readonly code: ErrorCode;
  /** The next step that the reader can take. */
  readonly hint: string;

  /** Makes an error of kind `code`; `message` says what could not be done and why, `hint` what to do. */
  constructor(code: ErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "WeftError";
    this.code = code;
    this.hint = hint;
  }
}
