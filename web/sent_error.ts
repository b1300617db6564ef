// This module is browser compatible.
import { type ErrorCode, WeftError } from "../error.ts";

/** An error as a worker sends it to the page: messages between threads keep no classes. */
export interface SentError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

/**
 * Turns an error into a plain object that can be sent to another thread.
 *
 * @param error A `WeftError` keeps its texts; any other error gets `action` and `hint`.
 * @param action The work that failed, such as `train`, for "Cannot train: …".
 * @param hint The next step for the user.
 *
 * @example
 * ```ts
 * const sent = toSentError(new Error("out of memory"), "train", "Reload the page");
 * console.assert(sent.message === "Cannot train: out of memory");
 * ```
 */
export function toSentError(error: unknown, action: string, hint: string): SentError {
  if (error instanceof WeftError) {
    return { code: error.code, message: error.message, hint: error.hint };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: "runtime", message: `Cannot ${action}: ${message}`, hint };
}

/** Makes an error of what another thread sent. */
export function fromSentError({ code, message, hint }: SentError): WeftError {
  return new WeftError(code, message, hint);
}
