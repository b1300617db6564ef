import { hostCommand } from "./host_command.ts";

/**
 * Runs a program in Node.
 *
 * @param args The command line after `node`.
 * @returns Its output and exit code; `undefined` where Node is not installed.
 */
export async function runNode(
  args: readonly string[],
  options: Pick<Deno.CommandOptions, "signal" | "env" | "stderr"> = {},
): Promise<Deno.CommandOutput | undefined> {
  try {
    return await hostCommand("node", args, options).output();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * Runs code in Node that prints a value as JSON on stdout.
 *
 * @param code The code; it reads the argument from `process.argv[1]`.
 * @returns The value; `undefined` where Node is not installed.
 */
export async function runInNode(code: string, argument: string): Promise<unknown> {
  const output = await runNode(["-e", code, argument], { stderr: "inherit" });
  return output && JSON.parse(new TextDecoder().decode(output.stdout));
}
