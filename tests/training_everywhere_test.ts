/**
 * Compares `deno task train` on WebAssembly and WebGPU with the CPU: the same graph, the same
 * losses.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { succeed } from "./command.ts";
import { SWIFTSHADER } from "./conformance/runtimes.ts";
import { needs } from "./needs.ts";
import { assertSameBytes } from "./same_bytes.ts";
import { smallDataFlags, withSmallData } from "./small_data.ts";
import { stopIn } from "./stopped_run.ts";

/**
 * The trainings. They are small, because a GPU in software computes a few images a second. The
 * modified LeNet is trained by SGD, with flips, shifts and dropout: after a batch normalisation
 * some gradients are zero except for rounding, and Adam makes full steps of them.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  lenet: "--model lenet",
  "lenet-modified": "--model lenet-modified --recipe best --lr 0.01",
  vae: "--model vae",
};
const SHORT = "--epochs 2 --limit 20 --batch-size 10 --val-split 0";

/**
 * The largest relative difference of losses. Each runtime adds float32 in its own order, which
 * changes a sum by 6e-8; four steps change the loss by 4e-7 or less. A wrong kernel changes it far
 * more.
 */
const TOLERANCE = 1e-5;

const GPU = { VK_ICD_FILENAMES: Deno.env.get("VK_ICD_FILENAMES") ?? SWIFTSHADER };
/** The other backends: what each needs, and its environment. */
const BACKENDS = [
  { backend: "wasm", options: needs(), env: {} },
  { backend: "webgpu", options: needs("WebGPU"), env: GPU },
] as const;

/** Reads the lines of metrics.jsonl. */
async function metricsOf(run: string) {
  const text = await Deno.readTextFile(join(run, "metrics.jsonl"));
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** Reads all losses of a run: of each epoch, and on the test images. */
async function lossesOf(run: string): Promise<number[]> {
  const lines = await metricsOf(run);
  const { loss, elbo } = lines.at(-1).test;
  return [...lines.map(({ train }) => train.loss), loss ?? -elbo];
}

/** Trains on a backend and reads the losses. */
async function train(folder: string, settings: string, backend: string, env = {}) {
  const out = join(folder, backend);
  const where = ["--backend", backend, "--out", out, "--json"];
  const args = [...`${settings} ${SHORT}`.split(" "), ...smallDataFlags(folder), ...where];
  const { stdout } = await succeed("train", args, { env });
  assert.equal(JSON.parse(stdout).provider, backend);
  return await lossesOf(out);
}

for (const [model, settings] of Object.entries(SETTINGS)) {
  Deno.test(`${model} has the losses of the cpu on the other backends`, (t) =>
    withSmallData(async (folder) => {
      const wanted = await train(folder, settings, "cpu");
      assert.ok(wanted[1]! < 0.9 * wanted[0]!, `the loss on the cpu does not fall: ${wanted}`);
      for (const { backend, options, env } of BACKENDS) {
        await t.step({
          name: backend,
          ...options,
          fn: async () => {
            const found = await train(folder, settings, backend, env);
            found.forEach((loss, i) => {
              const difference = Math.abs(loss - wanted[i]!) / wanted[i]!;
              assert.ok(difference <= TOLERANCE, `${backend}: ${found}, cpu: ${wanted}`);
            });
          },
        });
      }
    }, { train: 20, test: 10 }));
}

for (const { backend, options, env } of BACKENDS) {
  Deno.test(
    `a run on ${backend} ends with the same bytes after a kill and a resume`,
    options,
    () =>
      withSmallData(async (folder) => {
        const [whole, killed] = ["whole", "killed"].map((name) => join(folder, name)) as [
          string,
          string,
        ];
        const recipe = "--model lenet --recipe best --lr 0.01 --epochs 2 --batch-size 10";
        const saving = ["--checkpoint-every", "0"];
        const args = [
          ...[...recipe.split(" "), "--backend", backend, ...saving],
          ...smallDataFlags(folder),
        ];
        await succeed("train", [...args, "--out", whole], { env });
        await stopIn(2, "SIGKILL", [...args, "--out", killed], killed, env);
        await succeed("train", ["--resume", killed, ...saving], { env });
        for (const file of ["checkpoint.safetensors", "model.onnx"]) {
          const [a, b] = await Promise.all(
            [killed, whole].map((run) => Deno.readFile(join(run, file))),
          );
          assertSameBytes(a!, b!, file);
        }
        assert.deepEqual(await lossesOf(killed), await lossesOf(whole));
      }, { train: backend === "webgpu" ? 20 : 400, test: 10 }),
  );
}
