import type { CommandContext } from "../../cli/run_command.ts";
import { paint } from "../../cli/terminal.ts";
import { warnOfFallback } from "../../runtime/notices.ts";
import type { ChosenBackend } from "../../runtime/backends.ts";
import type { Session, SessionOptions } from "../../runtime/session.ts";
import type { InferFlags } from "./spec.ts";

/**
 * The options that the flags give to every session. Nodes that a GPU provider leaves to the CPU are
 * named on standard error.
 *
 * @param resolved The backend that `--backend` was resolved to.
 */
export function sessionOptions(
  { backend, threads }: Pick<InferFlags, "backend" | "threads">,
  resolved: ChosenBackend,
  { stderr }: CommandContext,
): SessionOptions {
  return {
    backend,
    ...(threads === undefined ? {} : { threads }),
    onFallback: (nodes) => warnOfFallback(nodes, resolved, stderr),
  };
}

/** Prints the model's name and the provider that runs it on standard error. */
export function printProvider(
  name: string,
  { provider, ortPackage, reason }: Session,
  { stderr }: CommandContext,
): void {
  const why = reason ? `, chosen by auto: ${reason}` : "";
  stderr.write(`${paint(stderr, "bold", name)} on ${provider} (${ortPackage})${why}\n`);
}
