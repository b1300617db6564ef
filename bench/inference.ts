/**
 * Inference on the CPU: images per second of the zoo's classifiers beside eager PyTorch's, both with the same number of
 * threads and alternating in one run; what part of `deno task infer --split train` ONNX Runtime has; and how long the whole
 * process takes for one picture.
 *
 *     deno task bench:inference [--rounds N] [--threads N] [--batch N]
 *
 * The second needs real or synthetic training images, the third writes a picture into a temporary folder.
 */
import { encode } from "fast-png";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { synthesize } from "../data/synthetic.ts";
import { loadModel } from "../infer/load_model.ts";
import { runLogits } from "../infer/run_logits.ts";
import { LAYOUTS, startTorch } from "./torch_peer.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "10" },
    threads: { type: "string", default: "2" },
    batch: { type: "string", default: "32" },
  },
});
const [rounds, threads, batch] = [values.rounds, values.threads, values.batch].map(Number) as [
  number,
  number,
  number,
];
/** Images of a round. */
const IMAGES = 512;
const print = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
const sorted = (times: readonly number[]) => times.toSorted((a, b) => a - b);
const median = (times: readonly number[]) => sorted(times)[times.length >> 1]!;

await compareWithTorch();
await measureShare();
await measureColdStart();
Deno.exit(0);

async function compareWithTorch(): Promise<void> {
  const torch = await startTorch("torch_inference", threads);
  if (torch) {
    print(`PyTorch ${torch.version}, ${threads} threads, batch ${batch}, ${rounds} rounds`);
  } else print("No Python with PyTorch here: weft alone (apt-get install python3-torch)");
  const { images } = synthesize({ split: "test", count: IMAGES });
  for (const name of ["lenet", "lenet-modified"]) {
    const model = await loadModel(`zoo:${name}`, { backend: "cpu", threads });
    await runLogits(model, images, { batchSize: batch });
    /** Images per second of each round. */
    const speeds: Record<string, number[]> = { weft: [] };
    for (let round = 0; round < rounds; round++) {
      const began = performance.now();
      await runLogits(model, images, { batchSize: batch });
      speeds.weft!.push(1000 * IMAGES / (performance.now() - began));
      for (const layout of torch ? LAYOUTS : []) {
        const times = await torch!.time(name, layout, batch, IMAGES / batch);
        const total = times.reduce((sum, time) => sum + time, 0);
        (speeds[layout] ??= []).push(1000 * IMAGES / total);
      }
    }
    for (const [what, each] of Object.entries(speeds)) {
      const most = sorted(each).at(-1)!;
      print(`${name} ${what}: median ${median(each).toFixed(0)}, most ${most.toFixed(0)} images/s`);
    }
    if (torch) {
      const ratio = (of: (each: readonly number[]) => number) =>
        of(speeds.weft!) / Math.max(...LAYOUTS.map((layout) => of(speeds[layout]!)));
      const best = (each: readonly number[]) => Math.max(...each);
      print(
        `${name}: ${ratio(median).toFixed(2)} times the faster PyTorch by medians, ` +
          `${ratio(best).toFixed(2)} by the best rounds`,
      );
    }
    await model.session.close();
  }
  await torch?.close();
}

/** Runs `deno task infer` and returns what it printed and the seconds of the whole process. */
async function infer(...args: readonly string[]): Promise<{ stdout: string; seconds: number }> {
  const began = performance.now();
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "infer", "--model", "zoo:lenet-modified", ...args],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const seconds = (performance.now() - began) / 1000;
  return { stdout: new TextDecoder().decode(stdout), seconds };
}

async function measureShare(): Promise<void> {
  const { stdout } = await infer("--backend", "cpu", "--split", "train", "--json");
  const { dataset, images, imagesPerSecond, runtimeShare } = JSON.parse(stdout);
  print(
    `infer --split train: ${images} images of ${dataset}, ${
      imagesPerSecond.toFixed(0)
    } images/s, ` +
      `${(100 * runtimeShare).toFixed(1)} % of the time after start-up inside ONNX Runtime`,
  );
}

async function measureColdStart(): Promise<void> {
  const folder = await Deno.makeTempDir();
  const picture = join(folder, "shirt.png");
  const { images } = synthesize({ split: "test", count: 1 });
  const png = encode({ width: 28, height: 28, channels: 1, depth: 8, data: images });
  await Deno.writeFile(picture, png);
  const times: Record<string, number[]> = { auto: [], cpu: [] };
  for (let round = 0; round < rounds; round++) {
    for (const [backend, each] of Object.entries(times)) {
      each.push(1000 * (await infer("--backend", backend, "--input", picture)).seconds);
    }
  }
  await Deno.remove(folder, { recursive: true });
  for (const [backend, each] of Object.entries(times)) {
    print(
      `infer --backend ${backend} --input shirt.png, whole process: ` +
        `median ${median(each).toFixed(0)} ms, ` +
        `least ${sorted(each)[0]!.toFixed(0)}, most ${sorted(each).at(-1)!.toFixed(0)}`,
    );
  }
}
