/** Environment variables that hosts need. */
const NEEDED = [
  ...["PATH", "HOME", "USERPROFILE", "LOCALAPPDATA", "DENO_DIR", "FASHION_MNIST_DIR"],
  ...["XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "TMPDIR", "TMP", "TEMP"],
  ...["VK_DRIVER_FILES", "VK_ICD_FILENAMES"],
];

type Options = Omit<Deno.CommandOptions, "args" | "clearEnv">;

/**
 * Makes the command that starts a program.
 *
 * With permission to run some programs only, Deno does not pass LD_LIBRARY_PATH on. Where it is
 * set, the program gets the variables that hosts need and no others.
 */
export function hostCommand(
  program: string,
  args: readonly string[],
  { env, ...options }: Options = {},
): Deno.Command {
  if (libraryPath() === undefined) {
    return new Deno.Command(program, { ...options, args: [...args], ...(env ? { env } : {}) });
  }
  const needed = NEEDED.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return new Deno.Command(program, {
    ...options,
    args: [...args],
    clearEnv: true,
    env: { ...Object.fromEntries(needed), ...env },
  });
}

/**
 * Makes the command that starts Deno. The program `env` sets LD_LIBRARY_PATH again, because
 * CUDA's libraries may be in its folders.
 */
export function denoCommand(args: readonly string[], options: Options = {}): Deno.Command {
  const path = libraryPath();
  if (path === undefined) return hostCommand("deno", args, options);
  return hostCommand("env", [`LD_LIBRARY_PATH=${path}`, "deno", ...args], options);
}

const libraryPath = () => Deno.env.get("LD_LIBRARY_PATH") || undefined;
