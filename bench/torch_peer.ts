/** PyTorch at the other end of a pipe, for timing it alternately with weft. */
export interface TorchPeer {
  /** PyTorch's version. */
  readonly version: string;
  /** Milliseconds of each of `steps` training steps. */
  readonly time: (model: string, layout: string, batch: number, steps: number) => Promise<number[]>;
  readonly close: () => Promise<void>;
}

/** Interpreters to try: Debian's python3-torch belongs to the first. */
const INTERPRETERS = ["/usr/bin/python3", "python3", "python"];

/** Starts PyTorch with so many threads; `undefined` when no Python here has it. */
export async function startTorch(threads: number): Promise<TorchPeer | undefined> {
  const script = new URL("./peers/torch_step.py", import.meta.url).pathname;
  for (const python of INTERPRETERS) {
    const probe = new Deno.Command(python, {
      args: ["-c", "import torch"],
      stdout: "null",
      stderr: "null",
    });
    const found = await probe.output().then(({ success }) => success, () => false);
    if (!found) continue;
    const child = new Deno.Command(python, {
      args: [script, `${threads}`],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    const readLine = async (): Promise<string> => {
      while (!rest.includes("\n")) {
        const { value, done } = await lines.read();
        if (done) throw new Error("PyTorch ended before it answered");
        rest += value;
      }
      const end = rest.indexOf("\n");
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      return line;
    };
    const { torch } = JSON.parse(await readLine()) as { torch: string };
    return {
      version: torch,
      time: async (model, layout, batch, steps) => {
        await writer.write(new TextEncoder().encode(`${model} ${layout} ${batch} ${steps}\n`));
        return (JSON.parse(await readLine()) as { milliseconds: number[] }).milliseconds;
      },
      close: async () => {
        await writer.close();
        await child.status;
      },
    };
  }
  return undefined;
}
