import { WeftError } from "../error.ts";
import { hostCommand } from "../runtime/hosts/host_command.ts";
import type { Absent, Program } from "./comparison.ts";

/** Work of a script: JSON that it understands. */
type PeerWork = Readonly<Record<string, string | number>>;

/** One way in which a package does some work. */
export interface PeerForm {
  readonly form?: string;
  readonly threads: number;
  readonly work: PeerWork;
}

/** The packages, by the module that is imported. */
const PACKAGES = {
  torch: { name: "PyTorch", install: "pip install torch" },
  sklearn: { name: "scikit-learn", install: "pip install scikit-learn" },
  openTSNE: { name: "openTSNE", install: "pip install openTSNE" },
} as const;

/** The scripts of `peers/`, and the module that each needs. */
const SCRIPTS = {
  torch_step: "torch",
  torch_inference: "torch",
  torch_fit: "torch",
  sklearn_maps: "sklearn",
  opentsne_maps: "openTSNE",
} as const satisfies Readonly<Record<string, keyof typeof PACKAGES>>;

/** Programs in Python. Each script runs once, and answers work until all are closed. */
export interface PythonPeers {
  /** The programs of a script; one that is absent where no Python has its package. */
  readonly programs: (
    script: keyof typeof SCRIPTS,
    forms: readonly PeerForm[],
  ) => Promise<(Program | Absent)[]>;
  readonly close: () => Promise<void>;
}

/** A Python process that answers each line of JSON on its input with one. */
interface PythonProcess {
  /** The version of the package. */
  readonly version: string;
  readonly ask: (command: unknown) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** Starts no process before the first work of its script. */
export function createPythonPeers(): PythonPeers {
  const processes = new Map<string, Promise<PythonProcess | undefined>>();
  return {
    programs: async (script, forms) => {
      const module = SCRIPTS[script];
      const { name, install } = PACKAGES[module];
      const running = processes.get(script) ?? startScript(script, module);
      processes.set(script, running);
      const process = await running;
      if (process === undefined) return [{ name, absent: `not installed (${install})` }];
      return forms.map(({ work, ...form }) => ({
        ...{ name, version: process.version, ...form },
        time: async (count) => {
          const answer = await process.ask({ ...work, threads: form.threads, calls: count });
          return (answer as { milliseconds: number }).milliseconds;
        },
      }));
    },
    close: async () => {
      for (const process of processes.values()) await (await process)?.close();
    },
  };
}

async function startScript(script: string, module: string): Promise<PythonProcess | undefined> {
  const python = await findPython(module);
  if (python === undefined) return undefined;
  const path = new URL(`./peers/${script}.py`, import.meta.url).pathname;
  const child = hostCommand(python, [path], { stdin: "piped", stdout: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  const readLine = async (): Promise<unknown> => {
    while (!rest.includes("\n")) {
      const { value, done } = await lines.read();
      if (done) {
        const what = `Cannot time ${PACKAGES[SCRIPTS[script as keyof typeof SCRIPTS]].name}`;
        throw new WeftError("runtime", `${what}: ${script}.py has ended`, "See its error above");
      }
      rest += value;
    }
    const end = rest.indexOf("\n");
    const line = rest.slice(0, end);
    rest = rest.slice(end + 1);
    return JSON.parse(line);
  };
  return {
    version: (await readLine() as { version: string }).version,
    ask: async (command) => {
      await writer.write(new TextEncoder().encode(`${JSON.stringify(command)}\n`));
      return await readLine();
    },
    close: async () => {
      await writer.close();
      await child.status;
    },
  };
}

/**
 * Finds a Python that has a module: that of an activated virtual environment or else the first on
 * the path, or Debian's, which has the packages that apt-get installs.
 */
export async function findPython(module: string): Promise<string | undefined> {
  for (const python of ["python3", "/usr/bin/python3"]) {
    try {
      const args = ["-c", `import ${module}`];
      const { success } = await hostCommand(python, args, { stderr: "null" }).output();
      if (success) return python;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return undefined;
}
