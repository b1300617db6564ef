import { hostCommand } from "../runtime/hosts/host_command.ts";

/** A Python process that answers each line of text on its input with a line of JSON. */
export interface PythonPeer {
  /** The first line of the script. */
  readonly greeting: unknown;
  /** Sends a line and returns the answer. */
  readonly ask: (command: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/**
 * The Python interpreters to try: that of an activated virtual environment or else the first on
 * the path, and Debian's, which has the packages that apt-get installs.
 */
const INTERPRETERS = ["python3", "/usr/bin/python3"];

/**
 * Starts a script of `peers/`.
 *
 * @param module The Python module that the script needs.
 * @param script The name of the script, without `.py`.
 * @returns `undefined` when no Python on this machine has the module.
 */
export async function startPython(
  module: string,
  script: string,
  args: readonly string[],
): Promise<PythonPeer | undefined> {
  const path = new URL(`./peers/${script}.py`, import.meta.url).pathname;
  for (const python of INTERPRETERS) {
    if (!await hasModule(python, module)) continue;
    const child = hostCommand(python, [path, ...args], { stdin: "piped", stdout: "piped" }).spawn();
    const writer = child.stdin.getWriter();
    const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    const readLine = async (): Promise<unknown> => {
      while (!rest.includes("\n")) {
        const { value, done } = await lines.read();
        if (done) throw new Error(`${script}.py ended without an answer`);
        rest += value;
      }
      const end = rest.indexOf("\n");
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      return JSON.parse(line);
    };
    return {
      greeting: await readLine(),
      ask: async (command) => {
        await writer.write(new TextEncoder().encode(`${command}\n`));
        return await readLine();
      },
      close: async () => {
        await writer.close();
        await child.status;
      },
    };
  }
  return undefined;
}

async function hasModule(python: string, module: string): Promise<boolean> {
  const args = ["-c", `import ${module}`];
  try {
    return (await hostCommand(python, args, { stderr: "null" }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false; // the interpreter is not installed
    throw error;
  }
}
