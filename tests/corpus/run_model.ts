import { join } from "node:path";
import { ROOT } from "../../root.ts";
import { denoCommand } from "../../runtime/hosts/host_command.ts";
import type { ModelRecord } from "./record.ts";

/** Seconds that a model may take in all: its export, tfjs, and ONNX Runtime. */
const LIMIT = 600;

/** Measures a model in a process of its own, so that a crash or a hang ends that model only. */
export async function runModel(path: string, signal: AbortSignal): Promise<ModelRecord> {
  const child = denoCommand(
    ["run", "--quiet", "-P=corpus", join(ROOT, "tests/corpus/measure.ts"), path],
    { cwd: ROOT, stdin: "null", stdout: "piped", stderr: "piped" },
  ).spawn();
  const stop = () => child.kill("SIGKILL");
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, LIMIT * 1000);
  signal.addEventListener("abort", stop, { once: true });
  try {
    const { code, signal: killedBy, stdout, stderr } = await child.output();
    const record = recordOf(new TextDecoder().decode(stdout));
    if (code === 0) return record;
    const last = new TextDecoder().decode(stderr).trim().split("\n").slice(0, 3).join(" ");
    return { ...record, ended: late ? `it took over ${LIMIT} s` : `${killedBy ?? code} ${last}` };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

/** Joins the objects that the process printed, one a line. */
function recordOf(text: string): ModelRecord {
  const lines = text.split("\n").filter((line) => line.startsWith("{"));
  return Object.assign({}, ...lines.map((line) => JSON.parse(line)));
}
