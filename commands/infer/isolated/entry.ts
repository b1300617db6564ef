/**
 * The child process of `deno task infer --isolate`: the same command, whose standard error the
 * parent reads.
 *
 * @module
 */
import { executeCommand } from "../../../cli/run_command.ts";
import { openTerminal } from "../../../cli/terminal.ts";
import { userFolder } from "../../../cli/user_folder.ts";
import { infer } from "../main.ts";
import { SPEC } from "../spec.ts";
import { markedTerminal } from "./messages.ts";

const code = await executeCommand(
  SPEC,
  (flags, context) => infer({ ...flags, isolate: false }, context),
  Deno.args,
  {
    stdout: openTerminal("stdout"),
    stderr: markedTerminal(openTerminal("stderr")),
    signal: new AbortController().signal, // the parent ends this process
  },
  userFolder(),
);
Deno.exit(code);
