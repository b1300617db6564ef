/**
 * `deno task bench:export`: the time and memory of exporting a model of 25 million parameters.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import type { CommandSpec } from "../cli/flag.ts";
import type { FlagValues } from "../cli/flags.ts";
import { type CommandContext, runCommand } from "../cli/run_command.ts";
import { exportOnnx } from "../compiler/mod.ts";
import { WeftError } from "../error.ts";
import { ROOT } from "../root.ts";
import { denoCommand } from "../runtime/hosts/host_command.ts";

const SPEC = {
  name: "deno task bench:export",
  summary: "Measures the time and memory of exporting a model of 25 million parameters, by the " +
    "library and by deno task export.",
  flags: {},
  examples: [["deno task bench:export", "needs Linux"]],
} as const satisfies CommandSpec;

async function main(_flags: FlagValues<typeof SPEC>, { stdout }: CommandContext): Promise<void> {
  requireLinux();
  tf.enableProdMode();
  await tf.setBackend("cpu");
  const model = largeModel();
  const size = 4 * model.countParams() / 1e6;
  // A small model first, so that the measurement does not include the loading of code.
  exportOnnx(tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] }));
  resetPeak();
  const before = memory("VmRSS");
  const start = performance.now();
  const bytes = exportOnnx(model);
  const seconds = (performance.now() - start) / 1000;
  const extra = memory("VmHWM") - before;
  const ratio = (extra / size).toFixed(2);
  stdout.write(
    `${model.countParams().toLocaleString("en")} parameters, ${size.toFixed(0)} MB\n` +
      `file      ${(bytes.length / 1e6).toFixed(0)} MB\n` +
      `time      ${seconds.toFixed(2)} s\n` +
      `memory    ${extra.toFixed(0)} MB on top of ${before.toFixed(0)} MB, ` +
      `${ratio} times the parameters\n`,
  );
  const command = await measureCommand(model);
  stdout.write(
    `command   ${command.seconds.toFixed(2)} s from start to end, with the comparison; ` +
      `${command.peak.toFixed(0)} MB in all\n`,
  );
}

/** Bytes of a file of weights, as tfjs's converter cuts them. */
const SHARD = 4 << 20;

/** Runs `deno task export` on the saved model, and watches the memory of its process. */
async function measureCommand(model: tf.LayersModel): Promise<{ seconds: number; peak: number }> {
  const folder = await Deno.makeTempDir();
  try {
    await save(model, folder);
    const start = performance.now();
    const child = denoCommand(
      ["run", "--quiet", "-P=export", "commands/export/main.ts", join(folder, "model.json")],
      { cwd: ROOT, stdin: "null", stdout: "null", stderr: "inherit" },
    ).spawn();
    let peak = 0;
    const watch = setInterval(() => {
      try {
        peak = memory("VmHWM", child.pid);
      } catch {
        // The process has ended.
      }
    }, 20);
    const { success } = await child.status;
    clearInterval(watch);
    if (!success) throw new WeftError("runtime", "Cannot export the model", "See the error above");
    return { seconds: (performance.now() - start) / 1000, peak };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Saves a model as tfjs does, its weights in files of 4 MB. */
async function save(model: tf.LayersModel, folder: string): Promise<void> {
  await model.save(tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
    const bytes = new Uint8Array(weightData as ArrayBuffer);
    const paths: string[] = [];
    for (let at = 0; at < bytes.length; at += SHARD) {
      paths.push(`group1-shard${paths.length + 1}.bin`);
      await Deno.writeFile(join(folder, paths.at(-1)!), bytes.subarray(at, at + SHARD));
    }
    const weightsManifest = [{ paths, weights: weightSpecs }];
    const json = { format: "layers-model", modelTopology, weightsManifest };
    await Deno.writeTextFile(join(folder, "model.json"), JSON.stringify(json));
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
  }));
}

function requireLinux(): void {
  if (Deno.build.os === "linux") return;
  throw new WeftError(
    "usage",
    "Cannot measure memory: the benchmark reads /proc/self/status, which only Linux has",
    "Run it on Linux",
  );
}

/** A process's memory in MB: what it uses now (VmRSS), or its peak (VmHWM). */
function memory(key: "VmRSS" | "VmHWM", process: number | "self" = "self"): number {
  const line = Deno.readTextFileSync(`/proc/${process}/status`).split("\n")
    .find((line) => line.startsWith(key))!;
  return Number(/\d+/.exec(line)![0]) / 1024;
}

/** Sets the peak to the memory that is in use now. */
const resetPeak = () => Deno.writeTextFileSync("/proc/self/clear_refs", "5");

function largeModel(): tf.Sequential {
  const zeros = { kernelInitializer: "zeros" } as const;
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 64, kernelSize: 3, padding: "same", inputShape: [16, 16, 3] }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 64, kernelSize: 3, padding: "same" }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 4096, activation: "relu", ...zeros }),
      tf.layers.dense({ units: 2048, activation: "relu", ...zeros }),
      tf.layers.dense({ units: 10, ...zeros }),
    ],
  });
  // Linux does not allocate a page of zeros before the first write.
  const weights = model.weights as unknown as { shape: number[]; val: tf.Variable }[];
  for (const { shape, val } of weights) {
    const length = shape.reduce((a, b) => a * b, 1);
    val.assign(tf.tensor(Float32Array.from({ length }, (_, i) => i % 7 - 3), shape));
  }
  return model;
}

if (import.meta.main) await runCommand(SPEC, main);
