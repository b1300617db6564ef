// This module is browser compatible.

/** The kind of a failure: `usage` is wrong input of the caller, the others happen at work. */
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
 * An error for the user: `message` says what could not be done and why, `hint` what to do next.
 * Only the command line turns it into text and an exit code.
 *
 * @example
 * ```ts
 * import { WeftError } from "weft-ml";
 *
 * const message = "Cannot read labels: the file is empty";
 * const error = new WeftError("data", message, "Download it again");
 * console.assert(error.hint === "Download it again");
 * ```
 */
export class WeftError extends Error {
  /** The kind of failure. */
  readonly code: ErrorCode;
  /** The next step that the user can take. */
  readonly hint: string;

  /** Makes an error. The message reads `Cannot <do>: <reason>`. */
  constructor(code: ErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "WeftError";
    this.code = code;
    this.hint = hint;
  }
}
