import assert from "node:assert/strict";
import { join } from "node:path";
import { succeed } from "./command.ts";
import { needs } from "./needs.ts";
import { checkOnnx } from "./onnx_checker.ts";
import { assertSameBytes } from "./same_bytes.ts";
import { smallDataFlags, withSmallData } from "./small_data.ts";
import { stopIn } from "./stopped_run.ts";

const SHORT = "--model vae --latent 2 --epochs 2 --batch-size 10 --limit 1000 --kl-warm-up 1";

const readJson = async (...path: string[]) => JSON.parse(await Deno.readTextFile(join(...path)));

Deno.test("the run folder of a VAE has all files with their documented content", async (t) => {
  await withSmallData(async (folder) => {
    const args = [...SHORT.split(" "), ...smallDataFlags(folder)];
    const path = join(folder, "runs", "vae");
    const { stdout, stderr } = await succeed("train", [...args, "--json", "--out", path]);

    await t.step("the files, and no others", () => {
      const names = (of: string) => [...Deno.readDirSync(of)].map(({ name }) => name).sort();
      assert.deepEqual(
        names(path),
        ["README.md", "checkpoint.safetensors", "config.json", "decoder.onnx", "encoder.onnx"]
          .concat("figures", "metrics.jsonl", "summary.json"),
      );
      assert.deepEqual(
        names(join(path, "figures")),
        ["curves", "reconstructions", "samples"].flatMap((name) => [`${name}.png`, `${name}.svg`]),
      );
    });

    await t.step("metrics.jsonl: cross-entropy and divergence of each epoch", async () => {
      const text = await Deno.readTextFile(join(path, "metrics.jsonl"));
      const lines = text.trimEnd().split("\n").map((line) => JSON.parse(line));
      assert.equal(lines.length, 2);
      for (const { train, val } of lines) {
        assert.deepEqual(Object.keys(train), ["loss", "bce", "kl"]);
        assert.ok(Math.abs(val.loss - val.bce - val.kl) < 1e-9);
      }
      assert.ok(lines[0].train.loss < lines[0].train.bce + lines[0].train.kl, "warm-up");
      assert.ok(lines[1].train.bce < lines[0].train.bce);
    });

    await t.step("summary.json: bounds in nats per image, and the error of PCA", async () => {
      const summary = await readJson(path, "summary.json");
      assert.deepEqual(JSON.parse(stdout), summary);
      const { test, pca, latent } = summary;
      assert.equal(latent, 2);
      assert.ok(Math.abs(test.elbo + test.bce + test.kl) < 1e-9);
      assert.ok(test.bce > test.floor && test.floor > 0);
      assert.ok(test.importanceWeighted > test.elbo, "more samples give a tighter bound");
      assert.equal(test.importanceSamples, 64);
      assert.equal(pca.components, 2);
      assert.equal(pca.timesVae, pca.mse / test.mse);
    });

    await t.step("the terminal shows the files and the next command", () => {
      assert.match(
        stderr,
        /test elbo -\d+\.\d\d bce \d+\.\d\d kl \d+\.\d\d \(.*, 60 images\)\nThe run is in .*: encoder\.onnx, decoder\.onnx, figures, README\.md\nNext: deno task infer --task reconstruct --split test --model .*\n$/,
      );
      assert.doesNotMatch(stderr, /undefined|NaN/);
    });

    await t.step({
      name: "the official checker accepts the encoder and the decoder",
      ...needs("Python's onnx"),
      fn: async () =>
        await checkOnnx({
          encoder: await Deno.readFile(join(path, "encoder.onnx")),
          decoder: await Deno.readFile(join(path, "decoder.onnx")),
        }),
    });

    await t.step("an interrupted and resumed run ends with the same bytes", async () => {
      const again = join(folder, "runs", "again");
      const checkpoints = ["--checkpoint-every", "0", "--out", again];
      const stopped = await stopIn(2, "SIGINT", [...args, ...checkpoints], again);
      assert.match(stopped.stderr, /Continue with: deno task train --resume/);
      await succeed("train", ["--resume", again]);
      for (const name of ["checkpoint.safetensors", "encoder.onnx", "decoder.onnx"]) {
        const [a, b] = await Promise.all(
          [again, path].map((run) => Deno.readFile(join(run, name))),
        );
        assertSameBytes(a!, b!, name);
      }
      const summaries = await Promise.all(
        [again, path].map((run) => readJson(run, "summary.json")),
      );
      assert.deepEqual(summaries[0].test, summaries[1].test);
    });
  });
});
