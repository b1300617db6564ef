import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { CommandContext } from "../../../cli/run_command.ts";
import { userFolder } from "../../../cli/user_folder.ts";
import { WeftError } from "../../../error.ts";
import { ROOT } from "../../../root.ts";
import { denoCommand } from "../../../runtime/hosts/host_command.ts";
import type { InferFlags } from "../spec.ts";
import { markedText } from "./messages.ts";
import { permissionsOf } from "./permissions.ts";

/** The first exit code of Windows that is an exception, such as an access violation. */
const WINDOWS_EXCEPTION = 0xc0000000;
/** The exit code of `abort()` on Windows. */
const WINDOWS_ABORT = 3;

/**
 * `deno task infer --isolate`: runs the same command in a child process. A model can end the
 * process, because ONNX Runtime is native code; here it ends only the child, and one line says so.
 * The child may use the paths that the flags name, and no others.
 *
 * @throws {WeftError} `model` when native code ended the child.
 */
export async function inferIsolated(flags: InferFlags, context: CommandContext): Promise<void> {
  const temporary = await Deno.makeTempDir({ prefix: "weft-isolated-" });
  let code: number;
  try {
    code = await runChild(flags, context, temporary);
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
  if (code !== 0) Deno.exit(code); // the child has printed why
}

/** Runs the child process, and returns its exit code. */
async function runChild(
  flags: InferFlags,
  { stderr, signal }: CommandContext,
  temporary: string,
): Promise<number> {
  const entry = fileURLToPath(new URL("entry.ts", import.meta.url));
  const permissions = [...permissionsOf(flags, temporary), "--no-prompt"];
  const config = ["--config", `${ROOT}/deno.json`];
  const args = ["run", "--quiet", ...config, ...permissions, entry, ...Deno.args];
  const env = {
    ...{ TMPDIR: temporary, TMP: temporary, TEMP: temporary },
    INIT_CWD: resolve(userFolder()),
  };
  const child = denoCommand(args, { env, stdin: "null", stdout: "inherit", stderr: "piped" })
    .spawn();
  const stop = () => child.kill("SIGKILL");
  signal.addEventListener("abort", stop);
  try {
    let hasReason = false;
    const noise = await forwardLines(child.stderr, (text) => {
      hasReason = true;
      stderr.write(text);
    });
    const status = await child.status;
    signal.throwIfAborted();
    if (status.signal === null && !isWindowsCrash(status.code)) {
      if (status.code !== 0 && !hasReason) stderr.write(`${noise}\n`); // Deno's own
      return status.code;
    }
    throw crashError(flags.model, status.signal ?? `code ${status.code}`, noise);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Passes on what weft wrote, and returns the last line of native code. */
async function forwardLines(
  stream: ReadableStream<Uint8Array>,
  write: (text: string) => void,
): Promise<string> {
  let noise = "", rest = "";
  const decoder = new TextDecoder();
  for await (const piece of stream) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      const text = markedText(line);
      if (text !== undefined) write(text);
      else if (line.trim() !== "") noise = line.trim();
    }
  }
  return rest.trim() || noise;
}

function isWindowsCrash(code: number): boolean {
  return Deno.build.os === "windows" && (code === WINDOWS_ABORT || code >= WINDOWS_EXCEPTION);
}

/** The longest message of native code in an error. */
const MAX_NOISE = 200;

function crashError(model: string | undefined, how: string, noise: string): WeftError {
  const why = noise ? `${how}: ${noise.slice(-MAX_NOISE)}` : how;
  return new WeftError(
    "model",
    `Cannot run ${model ?? "the model"}: ONNX Runtime ended the process (${why})`,
    "The file is damaged or made to do this: get the model again from a source that you trust",
  );
}
