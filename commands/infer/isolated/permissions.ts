import { dirname, join } from "node:path";
import { isZooName } from "../../../infer/zoo.ts";
import { ROOT } from "../../../root.ts";
import type { InferFlags } from "../spec.ts";
import { isVaeTask } from "../task_flags.ts";

/** Folders of the system with the libraries and drivers that backends need. */
const SYSTEM = ["/etc", "/usr", "/lib", "/lib64"];

/** Files of a run that are read where they lie beside its model. */
const BESIDE = ["config.json", "decoder.onnx", "summary.json"];

/**
 * The permissions of the child process. It reads weft itself, the runs, the paths that the flags
 * name, and libraries of the system; it writes into `--out` and `temporary`, and reaches no
 * network. With a data set, which may be anywhere, it has the permissions of `deno task train`.
 *
 * @param temporary A folder for temporary files.
 */
export function permissionsOf(flags: InferFlags, temporary: string): string[] {
  const { input, model, out, task } = flags;
  const hasData = input.length === 0 && task !== "sample";
  if (hasData) return ["-P=model"];
  const hasFile = model !== undefined && !isZooName(model);
  const named = hasFile ? [model, ...BESIDE.map((file) => join(dirname(model), file))] : [];
  const figures = hasFile ? [join(model, task), join(dirname(model), task)] : [];
  const writes = [temporary, ...out ? [out] : isVaeTask(task) ? ["runs", ...figures] : []];
  const libraries = Deno.env.get("LD_LIBRARY_PATH")?.split(":").filter((path) => path) ?? [];
  const reads = [ROOT, "runs", ...SYSTEM, ...libraries, ...named, ...input, ...writes];
  return ["-P=isolated", `--allow-read=${list(reads)}`, `--allow-write=${list(writes)}`];
}

/** A list in Deno's form. A path with a comma has none there: its parent stands for it. */
function list(paths: readonly string[]): string {
  const nameable = (path: string): string => path.includes(",") ? nameable(dirname(path)) : path;
  return paths.map(nameable).join(",");
}
