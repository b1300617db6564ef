import assert from "node:assert/strict";
import { join } from "node:path";
import { runRecorded } from "../../cli/testing/recorded.ts";
import { encodeIdx } from "../../data/idx.ts";
import { createGenerator } from "../../data/random.ts";
import {
  bandClassifier,
  type BandClassifierOptions,
  bandImage,
} from "../../tests/models/band_classifier.ts";
import { hashesOf } from "../../tests/hashes.ts";
import { viz } from "./main.ts";
import { SPEC } from "./spec.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

const COUNT = 80;

/**
 * A folder with a model, and as test images bands with noise, of which the first is labelled wrong.
 */
async function inWorkshop(
  test: (folder: string) => Promise<void>,
  model: BandClassifierOptions = {},
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const random = createGenerator(5);
  const images = new Uint8Array(COUNT * IMAGE_PIXELS), labels = new Uint8Array(COUNT);
  for (let i = 0; i < COUNT; i++) {
    images.set(bandImage(i % 10).map((grey) => grey >> 1), i * IMAGE_PIXELS);
    for (let j = 0; j < IMAGE_PIXELS; j++) images[i * IMAGE_PIXELS + j]! += random.below(100);
    labels[i] = i === 0 ? 5 : i % 10;
  }
  try {
    await Deno.writeFile(join(folder, "model.onnx"), bandClassifier(model));
    const path = join(folder, "t10k");
    await Deno.writeFile(`${path}-images-idx3-ubyte`, encodeIdx([COUNT, 28, 28], images));
    await Deno.writeFile(`${path}-labels-idx1-ubyte`, encodeIdx([COUNT], labels));
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const run = (args: readonly string[], signal?: AbortSignal) => runRecorded(SPEC, viz, args, signal);

const base = (folder: string) => ["--run", folder, "--data", folder, "--unverified"];

function filesBelow(folder: string, prefix = ""): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesBelow(join(folder, name), `${prefix}${name}/`) : [prefix + name]
  ).sort();
}

Deno.test("viz draws the same maps on any number of threads", () =>
  inWorkshop(async (folder) => {
    const coordinates = async (...threads: string[]) => {
      const out = join(folder, `maps${threads.length}`);
      const { code, stderr } = await run([...base(folder), ...threads, "--out", out]);
      assert.equal(code, 0, stderr);
      return await Deno.readTextFile(join(out, "tsne-embedding.csv"));
    };
    assert.equal(await coordinates("--threads", "3"), await coordinates());
    const wasm = await run([...base(folder), "--backend", "wasm", "--threads", "3"]);
    assert.match(wasm.stderr, /notice: wasm has 1 thread/);
  }));

Deno.test("viz draws both maps into the run's folder, and tells how good they are", () =>
  inWorkshop(async (folder) => {
    const { code, stdout, stderr } = await run(base(folder));
    assert.equal(code, 0, stderr);
    const svgAndPng = (name: string) => [`${name}.png`, `${name}.svg`];
    assert.deepEqual(
      filesBelow(join(folder, "maps")),
      [
        ...["pca-embedding.csv", "quality.json", "tsne-embedding.csv"],
        ...["pca-embedding", "pca-embedding-images", "pca-embedding-variance"].flatMap(svgAndPng),
        ...["tsne-embedding", "tsne-embedding-images"].flatMap(svgAndPng),
      ].sort(),
    );
    assert.match(
      stdout,
      /^map +trustworthiness .*\nPCA of embeddings .*\nt-SNE of embeddings .*\n$/,
    );
    assert.match(stderr, /80 test images, accuracy 0\.9875\n/);
    assert.match(stderr, /notice: t-SNE of embeddings: The perplexity is 26\.33 instead of 30: /);
    const quality = JSON.parse(await Deno.readTextFile(join(folder, "maps/quality.json")));
    assert.deepEqual(
      [quality.images, quality.split, quality.engine, quality.synthetic, quality.accuracy],
      [80, "test", "weft", false, 79 / 80],
    );
    const [pca, tsne] = quality.maps;
    assert.deepEqual([pca.method, pca.features, pca.dimensions], ["pca", "embedding", 14]);
    assert.equal(pca.explainedVarianceRatio.length, 14);
    assert(tsne.klDivergence > 0 && tsne.trustworthiness > 0.8, JSON.stringify(tsne));
    const csv = await Deno.readTextFile(join(folder, "maps/tsne-embedding.csv"));
    assert.equal(csv.trimEnd().split("\n").length, 81);
    assert.match(csv, /^0,\S+,5,class 5$/m);
  }, { metadata: { labels: JSON.stringify(Array.from({ length: 10 }, (_, i) => `class ${i}`)) } }));

Deno.test("viz gives the same bytes twice, whatever the seed, and says that it needs none", () =>
  inWorkshop(async (folder) => {
    const out = (name: string) => ["--out", join(folder, name)];
    assert.equal((await run([...base(folder), ...out("a")])).code, 0);
    const { stderr } = await run([...base(folder), ...out("b"), "--seed", "9"]);
    assert.match(stderr, /notice: --seed changes nothing/);
    const [a, b] = ["a", "b"].map((name) =>
      Object.entries(hashesOf(join(folder, name))).map(([path, hash]) =>
        [path.slice(join(folder, name).length), hash].join(" ")
      )
    );
    assert.deepEqual(a, b);
  }));

Deno.test("viz takes one method, the pixels, the first images, and writes for the projector", () =>
  inWorkshop(async (folder) => {
    const out = join(folder, "out");
    const flags = "--method pca --pixels --limit 30 --projector --json".split(" ");
    const { code, stdout, stderr } = await run([...base(folder), ...flags, "--out", out]);
    assert.equal(code, 0, stderr);
    const files = filesBelow(out);
    assert(files.includes("pca-pixels-images.png") && files.includes("pca-embedding.csv"));
    assert(!files.some((path) => path.startsWith("tsne")));
    assert.deepEqual(files.filter((path) => path.startsWith("projector/")), [
      ...["projector/metadata.tsv", "projector/pixels.tsv", "projector/projector_config.pbtxt"],
      ...["projector/sprite.png", "projector/vectors.tsv"],
    ]);
    const metadata = await Deno.readTextFile(join(out, "projector/metadata.tsv"));
    assert.match(
      metadata,
      /^index\tclass\tpredicted\tprobability\n0\tband 5\tband 0\t[01]\.\d{4}\n/,
    );
    const { folder: said, images, maps } = JSON.parse(stdout);
    assert.deepEqual([said, images, maps.length], [out, 30, 2]);
    assert.match(stderr, /tensorboard --logdir .*projector\n/);
  }));

Deno.test("viz that is stopped ends with 130 and leaves only whole files", () =>
  inWorkshop(async (folder) => {
    const stop = new AbortController();
    const timer = setInterval(() => {
      if (filesBelow(folder).some((path) => path.startsWith("maps/"))) stop.abort();
    }, 1);
    const { code, stderr } = await run([...base(folder), "--pixels"], stop.signal);
    clearInterval(timer);
    assert.equal(code, 130, stderr);
    assert.doesNotMatch(stderr, /error/);
    const files = filesBelow(join(folder, "maps"));
    assert(!files.includes("quality.json") && !files.some((path) => path.endsWith(".tmp")));
  }));

Deno.test("viz --engine reference lays the maps of other packages beside those of weft", () =>
  inWorkshop(async (folder) => {
    const { code, stderr } = await run([...base(folder), "--engine", "reference"]);
    assert.equal(code, 0, stderr);
    const files = filesBelow(join(folder, "maps"));
    assert(files.includes("quality-reference.json") && !files.includes("quality.json"));
    const svg = await Deno.readTextFile(join(folder, "maps/tsne-embedding-reference.svg"));
    assert.match(svg, />by tsne-js · perplexity/);
  }));

Deno.test("viz --engine reference refuses more images than it can take, before it begins", () =>
  inWorkshop(async (folder) => {
    const count = 1001;
    const path = join(folder, "t10k");
    await Deno.writeFile(
      `${path}-images-idx3-ubyte`,
      encodeIdx([count, 28, 28], new Uint8Array(count * IMAGE_PIXELS)),
    );
    await Deno.writeFile(`${path}-labels-idx1-ubyte`, encodeIdx([count], new Uint8Array(count)));
    const { code, stderr } = await run([...base(folder), "--engine", "reference"]);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^error: Cannot draw 1,001 images with --engine reference: it takes at most 1,000\. Add --limit 1000\.$/m,
    );
    assert(!filesBelow(folder).some((path) => path.startsWith("maps/")));
  }));

Deno.test("viz refuses what it cannot do in one line with the way out", async () => {
  const refuses = async (
    code: number,
    message: RegExp,
    args: (folder: string) => string[],
    model: BandClassifierOptions = {},
  ) =>
    await inWorkshop(async (folder) => {
      const result = await run(args(folder));
      const errors = result.stderr.split("\n").filter((line) => line.startsWith("error: "));
      assert.equal(errors.length, 1, result.stderr);
      assert.match(errors[0]!, message);
      assert.equal(result.code, code, result.stderr);
      assert.equal(result.stdout, "");
    }, model);
  const nowhere = (folder: string) => join(folder, "nowhere");
  await refuses(1, /Cannot find the model \S+nowhere: no such/, (f) => ["--run", nowhere(f)]);
  await refuses(1, /zoo:vae: it is a VAE, which/, () => ["--run", "zoo:vae"]);
  await refuses(1, /Cannot find zoo:lent: .*Did you mean zoo:lenet\?/, () => ["--run", "zoo:lent"]);
  await refuses(2, /Cannot embed with .*: it has no output embedding\. Export/, base, {
    embedding: false,
  });
  await refuses(1, /it is not Fashion-MNIST/, (f) => ["--run", f, "--data", f]);
  await refuses(1, /Cannot make \S+model\.onnx\/out: /, (f) => [
    ...[...base(f), "--out", join(f, "model.onnx", "out")],
  ]);
  await refuses(2, /Invalid --perplexity: .* got "0"/, (f) => [...base(f), "--perplexity", "0"]);
  await refuses(
    2,
    /Invalid --engine: .* got "sklearn"/,
    (f) => [...base(f), "--engine", "sklearn"],
  );
  await refuses(2, /Invalid --limit: .*at least 10, got "3"/, (f) => [...base(f), "--limit", "3"]);
  await refuses(2, /Invalid --method: .* got "umap"/, (f) => [...base(f), "--method", "umap"]);
  await refuses(1, /the data folder|Cannot read/, (f) => ["--run", f, "--data", nowhere(f)]);
});
