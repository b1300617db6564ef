import { join } from "node:path";
import project from "../deno.json" with { type: "json" };
import { ROOT } from "../root.ts";

/** The tasks of deno.json that a user types. */
export type Task = "train" | "infer" | "viz" | "report" | "parity" | "doctor" | "setup:cuda";

/** Where and how a command runs. */
export interface CommandOptions {
  /**
   * The folder it runs in, with `runs` below it. Default: the root of the repository, as for `deno
   * task`.
   */
  readonly folder?: string;
  /** Environment variables; FASHION_MNIST_DIR is not passed on otherwise. */
  readonly env?: Readonly<Record<string, string>>;
  /** Lines of bash to run first in the same process, such as a limit. */
  readonly prelude?: string;
}

/** What a command that has ended printed and returned. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The words of a task between `deno` and its script: `run` and what it may do, from any folder. */
export function taskPermissions(task: Task): string[] {
  return project.tasks[task].split(" ").slice(1, -1)
    .map((word) => word.replace("=node_modules", `=${ROOT}/node_modules`));
}

/**
 * A task of deno.json with its own permissions, ready to be started: `deno task` itself would only
 * stand between the test and the signals that it sends.
 */
export function command(
  task: Task,
  args: readonly string[],
  { folder = ROOT, env = {}, prelude }: CommandOptions = {},
): Deno.Command {
  const script = project.tasks[task].split(" ").at(-1)!;
  const line = [
    ...[Deno.execPath(), ...taskPermissions(task), "--no-prompt"],
    ...[join(ROOT, script), ...args],
  ];
  if (prelude !== undefined) line.unshift("bash", "-c", `${prelude}\nexec "$0" "$@"`);
  return new Deno.Command(line[0]!, {
    args: line.slice(1),
    cwd: folder,
    env: { FASHION_MNIST_DIR: "", NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs a task to its end. */
export async function run(
  task: Task,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Ended> {
  return ended(await command(task, args, options).output());
}

/** The text that a process left behind. */
export function ended({ code, stdout, stderr }: Deno.CommandOutput): Ended {
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** Runs a task that must succeed; its output is the message when it does not. */
export async function succeed(
  task: Task,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Ended> {
  const result = await run(task, args, options);
  if (result.code === 0) return result;
  throw new Error(`deno task ${task} ${args.join(" ")} returned ${result.code}:\n${result.stderr}`);
}

/** Prints a line for whoever reads the test's output, such as why it was skipped. */
export function say(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}
