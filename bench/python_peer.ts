/** A Python script at the other end of a pipe, for timing it alternately with weft: a line of text in, a line of JSON back. */
export interface PythonPeer {
  /** What the script said first. */
  readonly greeting: unknown;
  /** Sends a command and returns the answer. */
  readonly ask: (command: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** Interpreters to try: Debian's packages belong to the first. */
const INTERPRETERS = ["/usr/bin/python3", "python3", "python"];

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
    const probe = new Deno.Command(python, {
      args: ["-c", `import ${module}`],
      stdout: "null",
      stderr: "null",
    });
    const found = await probe.output().then(({ success }) => success, () => false);
    if (!found) continue;
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
