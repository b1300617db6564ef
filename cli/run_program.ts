/**
 * Runs a program and gives what it prints; `undefined` where it is not installed or fails. Tests
 * give another.
 */
export type RunProgram = (name: string, args: readonly string[]) => Promise<string | undefined>;

/** Runs a program of this machine. */
export const runProgram: RunProgram = async (name, args) => {
  try {
    const { success, stdout } = await new Deno.Command(name, {
      args: [...args],
      // Deno starts no program with LD_LIBRARY_PATH set unless it may start any; Windows needs its
      // environment.
      clearEnv: Deno.build.os !== "windows",
      stdin: "null",
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch {
    return undefined; // not installed, or not one that this command may start
  }
};
