/**
 * A Python script at the other end of a pipe, for timing it alternately with weft: a line of text
 * in, a line of JSON back.
 */
export interface PythonPeer {
  /** What the script said first. */
  readonly greeting: unknown;
  /** Sends a command and returns the answer. */
  readonly ask: (command: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/**
 * Interpreters to try: the one that the environment names, or else these, the first of which has
 * Debian's packages.
 */
const NAMED = Deno.env.get("PYTHON");
const INTERPRETERS = NAMED ? [NAMED] : ["/usr/bin/python3", "python3", "python"];

/**
 * Starts a script of `peers/`; `undefined` when no Python here has the module that it needs.
 *
 * @param module The name of the module.
 * @param script The name of the script, without `.py`.
 */
export async function startPython(
  module: string,
  script: string,
  args: readonly string[],
): Promise<PythonPeer | undefined> {
  const path = new URL(`./peers/${script}.py`, import.meta.url).pathname;
  for (const python of INTERPRETERS) {
    if (!await hasModule(python, module)) continue;
    const child = new Deno.Command(python, {
      args: [path, ...args],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    const readLine = async (): Promise<unknown> => {
      while (!rest.includes("\n")) {
        const { value, done } = await lines.read();
        if (done) throw new Error(`${script}.py ended before it answered`);
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
    return (await new Deno.Command(python, { args, stderr: "null" }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false; // no such interpreter
    throw error;
  }
}
