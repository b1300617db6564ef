import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { runRecorded } from "../../cli/testing/recorded.ts";
import { loadModel } from "../../infer/load_model.ts";
import { loadVae } from "../../infer/vae/load_vae.ts";
import { vaes } from "../../models/mod.ts";
import { bandClassifier } from "../../tests/models/band_classifier.ts";
import { smallVae } from "../../tests/models/small_vae.ts";
import { hashesOf } from "../../tests/hashes.ts";
import { sampleConfig } from "../../train/testing/sample_run.ts";
import { packZoo } from "./main.ts";
import { SPEC } from "./spec.ts";

const ABOUT = {
  title: "A model",
  dataset: "Fashion-MNIST",
  synthetic: false,
  parameters: 10,
  epochs: 2,
  seconds: 3,
  imagesPerSecond: 4,
  provider: "cpu",
};

/** Writes a finished run of a classifier. */
async function writeClassifier(folder: string, config = sampleConfig()): Promise<void> {
  await writeRun(folder, config, { test: { loss: 0.5, accuracy: 0.8125 }, perClass: [] }, {
    "model.onnx": bandClassifier(),
    "figures/curves.svg": new TextEncoder().encode("<svg/>"),
    "figures/confusion.svg": new TextEncoder().encode("<svg></svg>"),
    "figures/curves.png": new Uint8Array(9),
  });
}

/** Writes a finished run of a VAE. */
async function writeVae(folder: string): Promise<void> {
  const { encoder, decoder } = smallVae();
  const config = { ...sampleConfig(), ...vaes.vae!.recipes.best, model: "vae", recipe: "best" };
  const test = { bce: 3, kl: 1, elbo: -4, importanceWeighted: -3.5, mse: 0.1, floor: 2 };
  await writeRun(folder, config, {
    test: { ...test, importanceSamples: 8 },
    pca: { components: 2, mse: 0.2, timesVae: 2 },
    latent: 2,
  }, {
    "encoder.onnx": encoder,
    "decoder.onnx": decoder,
    "figures/curves.svg": new Uint8Array(1),
    "figures/reconstructions.svg": new Uint8Array(2),
    "figures/samples.svg": new Uint8Array(3),
  });
}

async function writeRun(
  folder: string,
  config: object,
  summary: object,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  await Deno.mkdir(join(folder, "figures"), { recursive: true });
  await Deno.writeTextFile(join(folder, "config.json"), JSON.stringify(config));
  await Deno.writeTextFile(join(folder, "summary.json"), JSON.stringify({ ...ABOUT, ...summary }));
  for (const [name, bytes] of Object.entries(files)) {
    await Deno.writeFile(join(folder, name), bytes);
  }
}

async function withRuns(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await writeClassifier(join(folder, "lenet"));
    await writeVae(join(folder, "vae"));
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Hashes of the files of a zoo, by their paths in it. */
const filesOf = (zoo: string) =>
  Object.fromEntries(
    Object.entries(hashesOf(zoo)).map(([path, hash]) => [relative(zoo, path), hash]),
  );

const run = (...args: string[]) => runRecorded(SPEC, packZoo, args);

Deno.test("zoo packs runs with their cards and figures, and they are loaded by name", () =>
  withRuns(async (folder) => {
    const zoo = join(folder, "zoo");
    const args = ["--run", join(folder, "vae"), join(folder, "lenet"), "--out", zoo];
    const { code, stdout, stderr } = await run(...args);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /zoo\.json: lenet, vae\n$/);
    assert.match(stderr, /^Packed zoo:vae: [\d,]+ bytes\nPacked zoo:lenet: [\d,]+ bytes\n$/);
    assert.deepEqual(Object.keys(filesOf(zoo)).sort(), [
      "lenet/README.md",
      "lenet/figures/confusion.svg",
      "lenet/figures/curves.svg",
      "lenet/model.onnx",
      "vae/README.md",
      "vae/decoder.onnx",
      "vae/encoder.onnx",
      "vae/figures/curves.svg",
      "vae/figures/reconstructions.svg",
      "vae/figures/samples.svg",
      "zoo.json",
    ]);
    const model = await loadModel("zoo:lenet", { zoo });
    assert.equal(model.labels.length, 10);
    await model.close();
    await (await loadVae("zoo:vae", { zoo })).close();
    const card = await Deno.readTextFile(join(zoo, "lenet", "README.md"));
    assert.match(card, /\*\*81\.25 %\*\*/);
    assert.match(card, /deno task infer --model zoo:lenet --input/);
    assert.match(card, /`deno task train --model lenet .*`; `\.\.\/zoo\.json` has every setting/);
    assert.match(card, /\| model\.onnx \| \d+ \| `[0-9a-f]{64}` \|/);
  }));

Deno.test("zoo writes the same bytes in any order, and keeps the other models", () =>
  withRuns(async (folder) => {
    const [lenet, vae] = [join(folder, "lenet"), join(folder, "vae")];
    const [one, two] = [join(folder, "one"), join(folder, "two")];
    await run("--run", lenet, vae, "--out", one);
    const before = filesOf(one);
    await run("--run", lenet, "--out", one);
    await run("--run", vae, "--out", two);
    await run("--run", lenet, "--out", two);
    assert.deepEqual(filesOf(one), before);
    assert.deepEqual(filesOf(two), before);
    const manifest = JSON.parse(await Deno.readTextFile(join(one, "zoo.json")));
    const { config, test, command } = manifest.models.lenet;
    assert.equal(config.dataset.source, undefined, "a path of this machine");
    assert.equal(test.accuracy, 0.8125);
    assert.match(command, /^deno task train --model lenet/);
  }));

Deno.test("zoo refuses runs that are unfinished or not of real data, and writes nothing", () =>
  withRuns(async (folder) => {
    const { dataset } = sampleConfig();
    const bad = {
      synthetic: { dataset: { ...dataset, synthetic: true, verified: false } },
      unverified: { dataset: { ...dataset, verified: false } },
      limited: { limit: 100 },
    };
    for (const [name, changes] of Object.entries(bad)) {
      await writeClassifier(join(folder, name), sampleConfig(changes));
    }
    for (const [name, file] of [["unfinished", "summary.json"], ["gone", "model.onnx"]] as const) {
      await writeClassifier(join(folder, name));
      await Deno.remove(join(folder, name, file));
    }
    const cases: [name: string, message: RegExp][] = [
      ["synthetic", /it was trained on synthetic data\. The zoo holds models of the real/],
      ["unverified", /its data is not the verified official data/],
      ["limited", /it was trained on 100 images only\. Train without --limit/],
      ["unfinished", /it is not finished: it has no summary\.json\. Finish it with .*--resume/],
      ["gone", /its \.onnx files are missing/],
      ["nowhere", /it is not a run: it has no config\.json/],
    ];
    const out = join(folder, "zoo");
    for (const [name, message] of cases) {
      const bad = join(folder, name);
      const { code, stderr } = await run("--run", join(folder, "lenet"), bad, "--out", out);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
      assert.throws(() => Deno.statSync(out), Deno.errors.NotFound);
    }
    assert.match((await run()).stderr, /Nothing to pack: expected --run/);
  }));

Deno.test("zoo reads no file outside a run, whatever the run names and links to", () =>
  withRuns(async (folder) => {
    const secret = join(folder, "secret.txt"), out = join(folder, "a", "b", "zoo");
    await Deno.writeTextFile(secret, "secret");
    const path = "](figures/../../secret.txt) ![x](figures/%2e%2e/secret.txt) ](/etc/passwd)";
    const titled = join(folder, "titled");
    const { dataset } = sampleConfig();
    const config = sampleConfig({ dataset: { ...dataset, title: `data ${path}` } });
    await writeClassifier(titled, config);
    const summary = join(titled, "summary.json");
    const text = JSON.stringify({
      ...JSON.parse(await Deno.readTextFile(summary)),
      title: `LeNet ${path}`,
    });
    await Deno.writeTextFile(summary, text);
    const packed = await run("--run", titled, "--out", out);
    assert.equal(packed.code, 0, packed.stderr);
    assert.deepEqual(Object.keys(filesOf(out)).sort(), [
      ...["lenet/README.md", "lenet/figures/confusion.svg", "lenet/figures/curves.svg"],
      ...["lenet/model.onnx", "zoo.json"],
    ]);

    for (const file of ["config.json", "summary.json", "model.onnx", "figures/curves.svg"]) {
      const linked = join(folder, `linked-${file.replace("/", "-")}`);
      await writeClassifier(linked);
      await Deno.rename(join(linked, file), secret);
      await Deno.symlink(secret, join(linked, file));
      const { code, stderr } = await run("--run", linked, "--out", out);
      assert.equal(code, 1, file);
      assert.match(stderr, /Cannot use .*: it is outside .*Replace the link by a copy/, file);
    }
  }));

Deno.test("zoo writes no file outside its folder", () =>
  withRuns(async (folder) => {
    const outside = join(folder, "outside"), out = join(folder, "zoo");
    await Deno.mkdir(outside);
    await Deno.mkdir(out);
    await Deno.symlink(outside, join(out, "lenet"));
    const { code, stderr } = await run("--run", join(folder, "lenet"), "--out", out);
    assert.equal(code, 1);
    assert.match(stderr, /Cannot use .*zoo\/lenet: it is outside .*zoo/);
    assert.deepEqual(filesOf(outside), {});

    for (const model of ["../../evil", "__proto__", "toString"]) {
      const named = join(folder, "named");
      await writeClassifier(named, sampleConfig({ model }));
      const { code, stderr } = await run("--run", named, "--out", join(folder, "new"));
      assert.equal(code, 2, stderr);
      assert.match(stderr, /no model is called .*The zoo holds lenet, /);
      assert.throws(() => Deno.statSync(join(folder, "new")), Deno.errors.NotFound);
    }
  }));

Deno.test("zoo refuses a run whose summary is damaged", () =>
  withRuns(async (folder) => {
    const path = join(folder, "lenet", "summary.json");
    const whole = JSON.parse(await Deno.readTextFile(path));
    const damages = ["{", "null", "[]", JSON.stringify({ ...whole, perClass: 3 })];
    for (const text of [...damages, JSON.stringify({ ...whole, test: { accuracy: "1" } })]) {
      await Deno.writeTextFile(path, text);
      const { code, stderr } = await run("--run", join(folder, "lenet"), "--out", folder);
      assert.equal(code, 2, stderr);
      assert.match(stderr, /its summary\.json is damaged\. Finish it with/, text);
    }
  }));

Deno.test("zoo holds at most 8 MB of models", () =>
  withRuns(async (folder) => {
    await Deno.writeFile(join(folder, "vae", "encoder.onnx"), new Uint8Array(8_000_000));
    const out = join(folder, "zoo");
    const { code, stderr } = await run("--run", join(folder, "vae"), "--out", out);
    assert.equal(code, 2);
    assert.match(stderr, /Cannot pack 8,0\d\d,\d\d\d bytes of models: .* at most 8,000,000/);
  }));
