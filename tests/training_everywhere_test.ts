/**
 * `deno task train` on WebAssembly and on WebGPU, beside the CPU: the same graph, the same losses.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { say, succeed } from "./command.ts";
import { RUNTIMES, SWIFTSHADER } from "./conformance/runtimes.ts";
import { assertSameBytes } from "./same_bytes.ts";
import { smallDataFlags, withSmallData } from "./small_data.ts";
import { stopIn } from "./stopped_run.ts";

/**
 * Small, since a GPU in software computes a few images a second. Behind a batch normalisation some
 * gradients are zero but for rounding, and Adam makes whole steps of them, so that the modified
 * LeNet is compared with SGD, flips, shifts and dropout included.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  lenet: "--model lenet",
  "lenet-modified": "--model lenet-modified --recipe best --lr 0.01",
  vae: "--model vae",
};
const SHORT = "--epochs 2 --limit 20 --batch-size 10 --val-split 0";

/**
 * Each runtime adds float32 in an order of its own: 6e-8 of a number for an addition, and four
 * steps found 4e-7 of the loss and less. What a wrong kernel changes is far more.
 */
const TOLERANCE = 1e-5;

const missing = RUNTIMES.webgpu.missing();
const GPU = { VK_ICD_FILENAMES: Deno.env.get("VK_ICD_FILENAMES") ?? SWIFTSHADER };
/** The backends beside the CPU that are here, with the environment that each needs. */
const BACKENDS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ["wasm", {}],
  ...missing === undefined ? [["webgpu", GPU] as const] : [],
];
if (missing !== undefined) {
  if (Deno.env.get("CI") === "true") throw new Error(`Cannot train on webgpu: ${missing}`);
  say(`nothing is trained on webgpu: ${missing}`);
}

/** The lines of metrics.jsonl. */
async function metricsOf(run: string) {
  const text = await Deno.readTextFile(join(run, "metrics.jsonl"));
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** All losses of a run: of each epoch, and on the test images. */
async function lossesOf(run: string): Promise<number[]> {
  const lines = await metricsOf(run);
  const { loss, elbo } = lines.at(-1).test;
  return [...lines.map(({ train }) => train.loss), loss ?? -elbo];
}

for (const [model, settings] of Object.entries(SETTINGS)) {
  Deno.test(`${model} learns the same on ${BACKENDS.map(([name]) => name).join(", ")} as on the cpu`, () =>
    withSmallData(async (folder) => {
      const train = async (backend: string, env: Readonly<Record<string, string>>) => {
        const out = join(folder, backend);
        const where = ["--backend", backend, "--out", out, "--json"];
        const args = [...`${settings} ${SHORT}`.split(" "), ...smallDataFlags(folder), ...where];
        const { stdout } = await succeed("train", args, { env });
        assert.equal(JSON.parse(stdout).provider, backend);
        return await lossesOf(out);
      };
      const wanted = await train("cpu", {});
      assert.ok(wanted[1]! < 0.9 * wanted[0]!, `the cpu learns nothing: ${wanted}`);
      for (const [backend, env] of BACKENDS) {
        const found = await train(backend, env);
        found.forEach((loss, i) => {
          const difference = Math.abs(loss - wanted[i]!) / wanted[i]!;
          assert.ok(difference <= TOLERANCE, `${backend}: ${found}, cpu: ${wanted}`);
        });
      }
    }, { train: 20, test: 10 }));
}

for (const [backend, env] of BACKENDS) {
  Deno.test(`a run on ${backend} that was killed and resumed ends with the same bytes`, () =>
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
    }, { train: backend === "webgpu" ? 20 : 400, test: 10 }));
}
