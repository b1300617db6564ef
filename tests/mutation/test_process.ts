import { denoCommand } from "../../runtime/hosts/host_command.ts";

/** The end of a test file's process. */
export type TestResult = "passed" | "failed" | "timeout";

/**
 * Runs a test file in a process of its own, without a check of types, and stops at its first
 * failure. After the time limit the process is ended, with those that it started.
 *
 * @param folder A copy of the repository.
 * @param limit Milliseconds.
 * @throws The signal's reason when it is aborted.
 */
export async function runTest(
  folder: string,
  file: string,
  limit: number,
  signal: AbortSignal,
): Promise<TestResult> {
  signal.throwIfAborted();
  const args = ["test", "--quiet", "--no-check", "--fail-fast", "-P=test", file];
  const child = denoCommand(args, {
    cwd: folder,
    env: { NO_COLOR: "1" },
    detached: true,
    ...{ stdin: "null", stdout: "null", stderr: "null" },
  }).spawn();
  const watch = AbortSignal.any([signal, AbortSignal.timeout(limit)]);
  const end = () => Deno.kill(-child.pid, "SIGKILL"); // the group: a test may start a browser
  watch.addEventListener("abort", end);
  const { success } = await child.status;
  watch.removeEventListener("abort", end);
  signal.throwIfAborted();
  if (watch.aborted) return "timeout";
  return success ? "passed" : "failed";
}
