/** Runs a program and returns its output; `undefined` where it is not installed or fails. */
export type RunProgram = (name: string, args: readonly string[]) => Promise<string | undefined>;

/** Runs a program of this machine. */
export const runProgram: RunProgram = async (name, args) => {
  try {
    const { success, stdout } = await new Deno.Command(name, {
      args: [...args],
      // Deno passes LD_LIBRARY_PATH on only with permission to run every program, so the
      // environment is cleared, except on Windows, whose programs need it.
      clearEnv: Deno.build.os !== "windows",
      stdin: "null",
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch {
    return undefined; // not installed, or not permitted
  }
};
