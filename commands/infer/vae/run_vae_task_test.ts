import assert from "node:assert/strict";
import { join } from "node:path";
import { decodeApng } from "fast-png";
import JSZip from "jszip";
import { runRecorded } from "../../../cli/testing/recorded.ts";
import { inFolder } from "../../../cli/testing/folder.ts";
import { encodeIdx } from "../../../data/idx.ts";
import { synthesize } from "../../../data/synthetic.ts";
import { hashesOf } from "../../../tests/hashes.ts";
import { assertSameBytes } from "../../../tests/same_bytes.ts";
import { infer } from "../main.ts";
import { SPEC } from "../spec.ts";
import { bandClassifier } from "../../../tests/models/band_classifier.ts";
import { smallVae, twoTone } from "../../../tests/models/small_vae.ts";
import { IMAGE_PIXELS } from "../../../data/image.ts";

const COUNT = 30;

/**
 * Runs a test in a folder with runs of a VAE and of a classifier, two damaged VAEs (without a
 * decoder, and with a decoder of another latent space), and images.
 */
async function withRuns(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const { encoder, decoder } = smallVae();
  const files: Record<string, Uint8Array> = {
    "vae/encoder.onnx": encoder,
    "vae/decoder.onnx": decoder,
    "lost/encoder.onnx": encoder,
    "mixed/encoder.onnx": encoder,
    "mixed/decoder.onnx": smallVae(3).decoder,
    "classifier/model.onnx": bandClassifier(),
  };
  const { images, labels } = synthesize({ split: "test", count: COUNT });
  images.set(twoTone(51, 204), 4 * IMAGE_PIXELS);
  files["data/t10k-images-idx3-ubyte"] = encodeIdx([COUNT, 28, 28], images);
  files["data/t10k-labels-idx1-ubyte"] = encodeIdx([COUNT], labels);
  for (const [path, bytes] of Object.entries(files)) {
    await Deno.mkdir(join(folder, path, ".."), { recursive: true });
    await Deno.writeFile(join(folder, path), bytes);
  }
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function run(folder: string, line: string, model = "vae") {
  const data = line.includes("sample") ? [] : ["--data", join(folder, "data"), "--unverified"];
  const args = ["--model", join(folder, model), ...data, ...line.split(" ")];
  return runRecorded(SPEC, infer, args);
}

const filesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

const figures = (...names: string[]) => names.flatMap((name) => [`${name}.png`, `${name}.svg`]);

/** Asserts that the archive holds every other file of the folder, byte for byte. */
async function assertPacked(folder: string): Promise<void> {
  const archive = await JSZip.loadAsync(await Deno.readFile(join(folder, "outputs.zip")));
  const others = filesIn(folder).filter((name) => name !== "outputs.zip");
  assert.deepEqual(Object.keys(archive.files).sort(), others);
  for (const name of others) {
    const packed = await archive.file(name)!.async("uint8array");
    assertSameBytes(packed, await Deno.readFile(join(folder, name)), name);
  }
}

/** Asserts that images, seconds and images per second agree, as exactly as they are printed. */
function assertRate(stdout: string): void {
  const [, images, seconds, rate] = /^(\d+) images in ([\d.]+) s, ([\d,]+) images\/s\n/.exec(
    stdout,
  )!;
  const product = Number(rate!.replaceAll(",", "")) * Number(seconds);
  const rounding = 0.5 * Number(seconds) + 0.005 * Number(rate!.replaceAll(",", ""));
  assert.ok(Math.abs(product - Number(images)) <= rounding + 0.01, stdout);
}

Deno.test("--task reconstruct writes figures, errors and a map beside the model", () =>
  withRuns(async (folder) => {
    const { code, stdout, stderr } = await run(folder, "--task reconstruct --split test");
    assert.equal(code, 0, stderr);
    assertRate(stdout);
    assert.match(stdout, /^30 images in .*\nsquared error per pixel 0\.\d{5}, divergence/);
    assert.match(stdout, /\nbest +0\.00000 {2}4\nworst +0\.\d{5} +\d+\n$/);
    const out = join(folder, "vae", "reconstruct");
    assert.deepEqual(
      filesIn(out),
      [
        ...figures("best", "latent_map", "reconstructions", "worst"),
        "errors.csv",
        "latent.npy",
        "outputs.zip",
      ].sort(),
    );
    await assertPacked(out);
    const rows = (await Deno.readTextFile(join(out, "errors.csv"))).trimEnd().split("\n");
    assert.equal(rows.length, COUNT + 1);
    assert.match(rows[5]!, /^4,class \d,\d\.\d+e-\d+,/);
    assert.match(await Deno.readTextFile(join(out, "latent_map.svg")), /dimension 1/);
  }));

Deno.test("--task reconstruct --input takes pictures, and draws no map", () =>
  withRuns(async (folder) => {
    const out = join(folder, "out"), input = join(folder, "data", "t10k-images-idx3-ubyte");
    const line = `--task reconstruct --input ${input} --out ${out} --json`;
    const { code, stdout, stderr } = await run(folder, line);
    assert.equal(code, 0, stderr);
    const { images, seconds, imagesPerSecond, mse, best, provider } = JSON.parse(stdout);
    assert.equal(imagesPerSecond, COUNT / seconds);
    assert.deepEqual([images, provider, best.image], [COUNT, "cpu", `${input}#4`]);
    assert.ok(mse > best.mse);
    assert.ok(!filesIn(out).includes("latent_map.svg"));
  }));

/** The errors below the images of a figure, a list for each row of images. */
async function errorsIn(path: string): Promise<string[][]> {
  const svg = await Deno.readTextFile(path);
  const [, , ...captions] = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text!);
  const errors = captions.map((text) => /^0\.\d{4}$/.test(text) ? text : "").join(" ");
  return errors.split(/ {2,}/).filter((row) => row !== "").map((row) => row.trim().split(" "));
}

Deno.test("--task reconstruct draws 40 images with their errors, ten in a row, and sorts them", () =>
  withRuns(async (folder) => {
    const images = new Uint8Array(42 * IMAGE_PIXELS).map((_, i) => i % 251);
    for (const [count, rows] of [[3, [3]], [12, [10, 2]], [42, [10, 10, 10, 10]]] as const) {
      const input = join(folder, "pictures"), out = join(folder, `${count}`);
      await Deno.writeFile(input, encodeIdx([count, 28, 28], images.slice(0, count * 784)));
      const { code, stderr } = await run(
        folder,
        `--task reconstruct --input ${input} --out ${out}`,
      );
      assert.equal(code, 0, stderr);
      const table = (await Deno.readTextFile(join(out, "errors.csv"))).trimEnd().split("\n").slice(
        1,
      );
      const errors = table.map((row) => Number(row.split(",")[2]));
      const sorted = errors.toSorted((a, b) => a - b);
      const orders = { reconstructions: errors, best: sorted, worst: sorted.toReversed() };
      for (const [name, order] of Object.entries(orders)) {
        const drawn = await errorsIn(join(out, `${name}.svg`));
        assert.deepEqual(drawn.map(({ length }) => length), rows, `${count} ${name}`);
        assert.deepEqual(drawn.flat(), order.slice(0, 40).map((error) => error.toFixed(4)));
      }
    }
  }));

Deno.test("--task interpolate draws a row for a pair, and an animation", () =>
  withRuns(async (folder) => {
    const line = "--task interpolate --from 4 --to 7 --steps 5 --json";
    const { code, stdout, stderr } = await run(folder, line);
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout).pairs, [{ from: 4, to: 7 }]);
    const out = join(folder, "vae", "interpolate");
    await assertPacked(out);
    const { frames, width, height } = decodeApng(
      await Deno.readFile(join(out, "interpolation_animated.png")),
    );
    assert.equal(frames.length, 8, "five forward, three back");
    assert.deepEqual([width, height], [128, 128], "four times 28, and 8 at each side");
    assert.deepEqual(frames.map(({ delayNumber }) => delayNumber), new Array(8).fill(120));
    // The middle of the upper half of the first frame is the first image's 51.
    const { data } = frames[0]!;
    assert.equal(data[30 * width + 60], 51);
    assert.notDeepEqual(frames[4]!.data, data);
    assert.deepEqual(frames[3]!.data, frames[5]!.data);
  }));

Deno.test("--task interpolate chooses pairs of two classes by its seed", () =>
  withRuns(async (folder) => {
    const pairs = async (seed: number) => {
      const line = `--task interpolate --count 6 --seed ${seed} --steps 3`;
      const { code, stdout, stderr } = await run(folder, line);
      assert.equal(code, 0, stderr);
      return stdout.trimEnd().split("\n");
    };
    const first = await pairs(1);
    assert.equal(first.length, 6);
    for (const line of first) {
      const [, from, to] = /\((class \d)\) to \d+ \((class \d)\) in 3 steps$/.exec(line)!;
      assert.notEqual(from, to);
    }
    const hashes = hashesOf(join(folder, "vae", "interpolate"));
    assert.deepEqual(await pairs(1), first);
    assert.deepEqual(hashesOf(join(folder, "vae", "interpolate")), hashes, "the same bytes");
    assert.notDeepEqual(await pairs(2), first);
  }));

Deno.test("--task sample draws images by its seed, and the latent plane", () =>
  withRuns(async (folder) => {
    const out = join(folder, "out");
    const { code, stdout, stderr } = await run(
      folder,
      `--task sample --count 9 --seed 3 --out ${out}`,
    );
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "9 images from seed 3\n");
    assert.deepEqual(filesIn(out), [
      ...figures("manifold"),
      "outputs.zip",
      "samples.npy",
      ...figures("samples"),
    ]);
    await assertPacked(out);
    assert.equal(Deno.statSync(join(out, "samples.npy")).size, 128 + 4 * 9 * IMAGE_PIXELS);
  }));

Deno.test("--task sample takes the VAE of the zoo", () =>
  inFolder(async (folder) => {
    const args = ["--task", "sample", "--model", "zoo:vae", "--count", "1", "--out", folder];
    const { code, stdout, stderr } = await runRecorded(SPEC, infer, args);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^1 image from seed /);
  }));

Deno.test("infer refuses flags and models that do not go with a VAE task in one line", () =>
  withRuns(async (folder) => {
    const cases: [line: string, model: string, code: number, message: RegExp][] = [
      ["--task reconstruct", "classifier", 1, /classifier: it is a classifier, which/],
      ["--task classify --split test", "vae", 1, /vae: it is a VAE, which does not/],
      ["--task sample", "lost", 1, /lost: it has an encoder but no decoder, .*decoder\.onnx/],
      ["--task sample", "mixed", 1, /its encoder has 2 latent dimensions, its decoder .* 3/],
      ["--task interpolate --from 30 --to 1", "vae", 2, /--from: expected .*0 to 29, got 30/],
      ["--task interpolate --from 1 --to 99", "vae", 2, /--to: expected .*0 to 29, got 99/],
      [
        "--task interpolate --from=-1 --to 1",
        "vae",
        2,
        /--from: expected an integer of at least 0/,
      ],
      ["--task interpolate --from 1 --to=-1", "vae", 2, /--to: expected an integer of at least 0/],
      ["--task interpolate --from 1", "vae", 2, /Expected --from and --to, got only --from/],
      ["--task interpolate --from 1 --to 2 --count 3", "vae", 2, /--count does not go with/],
      ["--task interpolate --steps 1", "vae", 2, /--steps: expected an integer from 2/],
      ["--task sample --count 0", "vae", 2, /--count: expected an integer from 1/],
      ["--task sample --steps 4", "vae", 2, /--steps does not go with --task sample/],
      ["--task reconstruct --seed 4", "vae", 2, /--seed does not go with --task reconstruct/],
      ["--task classify --split test --from 4", "vae", 2, /--from does not go with --task cl/],
    ];
    for (const [line, model, code, message] of cases) {
      const result = await run(folder, line, model);
      assert.equal(result.code, code, `${line}: ${result.stderr}`);
      const errors = result.stderr.trimEnd().split("\n").filter((each) => /^error: /.test(each));
      assert.equal(errors.length, 1, result.stderr);
      assert.match(errors[0]!, message);
      assert.doesNotMatch(result.stderr, /^ +at /m);
      assert.equal(result.stdout, "");
    }
    assert.deepEqual(filesIn(join(folder, "vae")), ["decoder.onnx", "encoder.onnx"]);
  }));
