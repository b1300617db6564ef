import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { resolveBackend } from "../../runtime/resolve_backend.ts";
import { allowTf32 } from "../../runtime/tf32.ts";
import { warnOfThreads } from "../../runtime/notices.ts";
import { classifyImages } from "./classify_images.ts";
import { type InferFlags, SPEC } from "./spec.ts";
import { isVaeTask, requireFlagsOfTask } from "./task_flags.ts";

/**
 * `deno task infer`: checks the flags and the backend, then does the task with a classifier or a
 * VAE. The code of the VAE's tasks and of drawing is loaded only where it is used. With `--isolate`
 * a child process does all this.
 */
export async function infer(flags: InferFlags, context: CommandContext): Promise<void> {
  if (flags.isolate) {
    const { inferIsolated } = await import("./isolated/infer_isolated.ts");
    return await inferIsolated(flags, context);
  }
  requireFlagsOfTask(flags);
  allowTf32(flags);
  const { backend } = await resolveBackend(flags.backend);
  warnOfThreads(backend, flags.threads, context.stderr);
  const { task } = flags;
  if (!isVaeTask(task)) return await classifyImages(flags, backend, context);
  const { runVaeTask } = await import("./vae/run_vae_task.ts");
  await runVaeTask(task, flags, backend, context);
}

if (import.meta.main) await runCommand(SPEC, infer);
