/**
 * Inference on the CPU: images per second of the zoo's classifiers beside eager PyTorch's, both
 * with the same number of threads and alternating in one run; what part of `deno task infer --split
 * train` ONNX Runtime has; and how long the whole process takes for one picture.
 *
 * deno task bench:inference [--rounds N] [--threads N] [--batch N]
 *
 * The second needs real or synthetic training images, the third writes a picture into a temporary
 * folder.
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
/** Batches of a round: many, since a round of 10 ms may be luck or mishap from beginning to end. */
const BATCHES = 64;
/** Milliseconds before each round, in which the other one's threads stop spinning. */
const REST = 50;
const print = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
const sorted = (times: readonly number[]) => times.toSorted((a, b) => a - b);
const quantile = (times: readonly number[], part: number) =>
  sorted(times)[Math.floor(part * times.length)]!;
const median = (times: readonly number[]) => quantile(times, 0.5);

await compareWithTorch();
await measureShare();
await measureColdStart();
Deno.exit(0);

async function compareWithTorch(): Promise<void> {
  const { images } = synthesize({ split: "test", count: batch * BATCHES });
  const torch = await startTorch("torch_inference", threads, images);
  if (torch) {
    print(`PyTorch ${torch.version}, ${threads} threads, batch ${batch}, ${rounds} rounds`);
  } else print("No Python with PyTorch here: weft alone (apt-get install python3-torch)");
  const rest = () => new Promise((resolve) => setTimeout(resolve, REST));
  for (const name of ["lenet", "lenet-modified"]) {
    const model = await loadModel(`zoo:${name}`, { backend: "cpu", threads });
    /** Milliseconds of every batch. */
    const times: Record<string, number[]> = { weft: [] };
    await runLogits(model, images, { batchSize: batch });
    for (let round = 0; round < rounds; round++) {
      await rest();
      let began = performance.now();
      const onProgress = () => {
        const ended = performance.now();
        times.weft!.push(ended - began);
        began = ended;
      };
      await runLogits(model, images, { batchSize: batch, onProgress });
      for (const layout of torch ? LAYOUTS : []) {
        await rest();
        (times[layout] ??= []).push(...await torch!.time(name, layout, batch, BATCHES));
      }
    }
    const perSecond = (milliseconds: number) => (1000 * batch / milliseconds).toFixed(0);
    for (const [who, each] of Object.entries(times)) {
      const mean = each.reduce((sum, time) => sum + time, 0) / each.length;
      print(
        `${name} ${who}: ${perSecond(median(each))} images/s by the median batch, ` +
          `${perSecond(quantile(each, 0.1))} by the fastest tenth, ${perSecond(mean)} in all`,
      );
    }
    if (torch) {
      const ratio = (part: number) =>
        Math.min(...LAYOUTS.map((layout) => quantile(times[layout]!, part))) /
        quantile(times.weft!, part);
      print(
        `${name}: ${ratio(0.5).toFixed(2)} times the faster PyTorch by the median batch, ` +
          `${ratio(0.1).toFixed(2)} by the fastest tenth`,
      );
    }
    await model.close();
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
