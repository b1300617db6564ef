import assert from "node:assert/strict";
import { join } from "node:path";
import { encode } from "fast-png";
import JSZip from "jszip";
import { executeCommand } from "../../cli/run_command.ts";
import { record, runRecorded } from "../../cli/testing/recorded.ts";
import { encodeIdx } from "../../data/idx.ts";
import { hashesOf } from "../../tests/hashes.ts";
import { infer } from "./main.ts";
import { SPEC } from "./spec.ts";
import { bandClassifier, bandImage, BANDS } from "../../tests/models/band_classifier.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

const OFFICIAL = { train: "train", test: "t10k" };

/**
 * A folder with a model, a picture of band 7, and data splits: 12 images for test, of which the
 * first is labelled wrong, and one for train.
 */
async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  await Deno.writeFile(
    join(folder, "model.onnx"),
    bandClassifier({ metadata: { dataset: "demo" } }),
  );
  const picture = encode({ width: 28, height: 28, channels: 1, depth: 8, data: bandImage(7) });
  await Deno.writeFile(join(folder, "seven.png"), picture);
  for (const [split, count] of [["test", 12], ["train", 1]] as const) {
    const images = new Uint8Array(count * IMAGE_PIXELS), labels = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      images.set(bandImage(i % 10), i * IMAGE_PIXELS);
      labels[i] = i === 0 ? 5 : i % 10;
    }
    const path = join(folder, OFFICIAL[split]);
    await Deno.writeFile(`${path}-images-idx3-ubyte`, encodeIdx([count, 28, 28], images));
    await Deno.writeFile(`${path}-labels-idx1-ubyte`, encodeIdx([count], labels));
  }
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const run = (...args: string[]) => runRecorded(SPEC, infer, args);

Deno.test("infer --input prints the label with probabilities, and the rest on stderr", () =>
  withFolder(async (folder) => {
    const picture = join(folder, "seven.png");
    const { code, stdout, stderr } = await run("--model", folder, "--input", picture);
    assert.equal(code, 0, stderr);
    const [name, first, ...others] = stdout.trimEnd().split("\n");
    assert.equal(name, picture);
    assert.equal(first, "  class 7  100.0 %  ████████████████████");
    assert.equal(others.length, 2);
    assert.match(
      stderr,
      / on cpu \(onnxruntime-node\), chosen by auto: .*\n1 image in .* images\/s\n$/,
    );
  }));

Deno.test("infer --input --json prints a JSON line for each image, with its embedding", () =>
  withFolder(async (folder) => {
    const picture = join(folder, "seven.png");
    const args = ["--model", folder, "--input", picture, picture, "--json", "--task", "embed"];
    const { code, stdout, stderr } = await run(...args);
    assert.equal(code, 0, stderr);
    const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.equal(lines.length, 2);
    assert.equal(lines[0].image, picture);
    assert.equal(lines[0].label, "class 7");
    assert.equal(Object.keys(lines[0].probabilities).length, 10);
    assert.equal(lines[1].embedding.length, BANDS);
  }));

Deno.test("infer --split measures accuracy and loss, and warns of other data", () =>
  withFolder(async (folder) => {
    const args = ["--model", folder, "--data", folder, "--unverified", "--backend", "cpu"];
    const { code, stdout, stderr } = await run(...args, "--split", "test");
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /, test split\n12 images in .* images\/s on cpu\naccuracy 0\.9167 {3}loss 0\.\d{4} nats\n/,
    );
    assert.match(stderr, /WARNING: the model was trained on demo, these images are /);
    assert.match((await run(...args, "--split", "train")).stdout, /train split\n1 image in /);
  }));

Deno.test("infer --split --json prints one object and nothing else on stdout", () =>
  withFolder(async (folder) => {
    const data = ["--data", folder, "--unverified"];
    const { stdout } = await run("--model", folder, ...data, "--split", "test", "--json");
    const result = JSON.parse(stdout);
    assert.equal(result.images, 12);
    assert.equal(result.provider, "cpu");
    assert.equal(result.synthetic, false);
    assert.ok(0 < result.runtimeSeconds && result.runtimeSeconds <= result.seconds);
    assert.ok(0 < result.runtimeShare && result.runtimeShare <= 1);
    assert.ok(Math.abs(result.accuracy - 11 / 12) < 1e-12);
    assert.equal(result.perClass[5].recall, 0.5);
    assert.equal(result.confusion[5][0], 1);
  }));

Deno.test("infer --out writes predictions and embeddings", () =>
  withFolder(async (folder) => {
    const out = join(folder, "deep", "out");
    const args = ["--model", folder, "--data", folder, "--unverified", "--split", "test"];
    const { code, stderr } = await run(...args, "--out", out, "--task", "embed");
    assert.equal(code, 0, stderr);
    const csv = (await Deno.readTextFile(join(out, "predictions.csv"))).trimEnd().split("\n");
    assert.equal(csv.length, 13);
    assert.match(csv[0]!, /^image,label,probability,truth,class 0,/);
    assert.match(csv[1]!, /^0,class 0,0\.99\d+,class 5,/);
    assert.equal((await Deno.readFile(join(out, "embedding.npy"))).length, 128 + 12 * BANDS * 4);
    assert.match(stderr, /Wrote .*predictions\.csv and .*embedding\.npy, and both in /);
  }));

/** The paths of all files below a folder, in order. */
function filesBelow(folder: string, prefix = ""): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesBelow(join(folder, name), `${prefix}${name}/`) : [prefix + name]
  ).sort();
}

Deno.test("infer --split --out writes the same image set and archive each time", () =>
  withFolder(async (folder) => {
    const args = ["--model", folder, "--data", folder, "--unverified", "--split", "test"];
    const [first, second] = ["first", "second"].map((name) => join(folder, name)) as [
      string,
      string,
    ];
    const { code, stdout, stderr } = await run(...args, "--out", first);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /accuracy 0\.9167/);
    assert.match(
      stderr,
      /Wrote .*index\.html, with 10 pages of images, and all of it in .*outputs\.zip/,
    );
    const classes = Array.from({ length: 10 }, (_, k) => `images/${k}-class-${k}-01`);
    const figures = [
      ...["confusion", "mistakes", "per_class"].map((f) => `figures/${f}`),
      ...classes,
    ];
    const files = [
      ...["evaluation.txt", "index.html", "per_class.csv", "predictions.csv"],
      ...figures.flatMap((path) => [`${path}.png`, `${path}.svg`]),
    ].sort();
    assert.deepEqual(filesBelow(first).filter((path) => path !== "outputs.zip"), files);

    const archive = await JSZip.loadAsync(await Deno.readFile(join(first, "outputs.zip")));
    assert.deepEqual(Object.keys(archive.files).sort(), files);
    const wrong = await Deno.readTextFile(join(first, "images/5-class-5-01.svg"));
    assert.match(wrong, />class 0<tspan[^>]*>100\.0%<\/tspan>/);
    assert.match(wrong, />true: class 5</);
    const html = await Deno.readTextFile(join(first, "index.html"));
    assert(html.includes("<summary>class 5: 2 images, 1 mistake</summary>"));
    for (const [, path] of html.matchAll(/(?:href|src)="([^"]+)"/g)) {
      assert(path === "outputs.zip" || files.includes(path!), `${path}`);
    }

    assert.equal((await run(...args, "--out", second)).code, 0);
    assert.deepEqual(hashesOf(second), rename(hashesOf(first), first, second));
  }));

Deno.test("infer --input --out writes pictures with predictions, without an evaluation", () =>
  withFolder(async (folder) => {
    const out = join(folder, "out");
    const picture = join(folder, "seven.png");
    const { code, stderr } = await run("--model", folder, "--input", picture, "--out", out);
    assert.equal(code, 0, stderr);
    assert.deepEqual(filesBelow(out), [
      ...["images/images-01.png", "images/images-01.svg"],
      ...["index.html", "outputs.zip", "predictions.csv"],
    ]);
    assert.match(await Deno.readTextFile(join(out, "images/images-01.svg")), />seven\.png</);
  }));

/** The hashes of a folder, with the paths of another. */
function rename(hashes: Record<string, string>, from: string, to: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(hashes).map(([path, hash]) => [path.replace(from, to), hash]),
  );
}

Deno.test("infer --out replaces an older set, and leaves the user's files and changes", () =>
  withFolder(async (folder) => {
    const out = join(folder, "out");
    const data = ["--model", folder, "--data", folder, "--unverified"];
    const split = [...data, "--split", "test", "--out", out];
    assert.equal((await run(...split)).code, 0);
    await Deno.writeTextFile(join(out, "images", "notes.txt"), "mine");
    await Deno.writeTextFile(join(out, "evaluation.txt"), "my comment");

    const picture = ["--model", folder, "--input", join(folder, "seven.png"), "--out", out];
    assert.equal((await run(...picture)).code, 0);
    const set = ["images/images-01.png", "images/images-01.svg", "index.html", "outputs.zip"];
    const left = ["evaluation.txt", "images/notes.txt"];
    assert.deepEqual(filesBelow(out), [...set, ...left, "predictions.csv"].sort());

    const { code, stderr } = await run(...split, "--task", "embed");
    assert.equal(code, 0, stderr);
    const embedding = ["embedding.npy", "outputs.zip", "predictions.csv"];
    assert.deepEqual(filesBelow(out), [...left, ...embedding].sort());

    const refused = await run(...split);
    assert.equal(refused.code, 1);
    assert.match(
      refused.stderr,
      /Cannot write .*evaluation\.txt: a file is there that weft did not/,
    );
    assert.deepEqual(filesBelow(out), [...left, ...embedding].sort());
  }));

Deno.test("infer --out leaves an older set as it is when drawing is stopped", () =>
  withFolder(async (folder) => {
    const out = join(folder, "out");
    const picture = ["--model", folder, "--input", join(folder, "seven.png"), "--out", out];
    assert.equal((await run(...picture)).code, 0);
    const before = hashesOf(out);
    const stop = new AbortController();
    const stderr = {
      ...record(),
      write: (text: string) => {
        if (text.includes("Drawing")) stop.abort(new DOMException("stopped", "AbortError"));
      },
    };
    const args = ["--model", folder, "--data", folder, "--unverified", "--split", "test"];
    const terminals = { stdout: record(), stderr, signal: stop.signal };
    assert.equal(await executeCommand(SPEC, infer, [...args, "--out", out], terminals), 130);
    assert.ok(stop.signal.aborted);
    assert.deepEqual(hashesOf(out), before);
  }));

Deno.test("infer refuses bad flags and files in one line with the next step", () =>
  withFolder(async (folder) => {
    const picture = join(folder, "seven.png");
    const cases: [code: number, message: RegExp, ...args: string[]][] = [
      [2, /Nothing to classify: expected --input or --split\. For example/],
      [2, /Expected --input or --split, got both/, "--input", picture, "--split", "test"],
      [
        2,
        /--split does not go with --task sample. Leave it out, or use --task classify/,
        "--task",
        "sample",
        "--split",
        "test",
      ],
      [2, /Nowhere to put the embedding/, "--task", "embed", "--split", "test"],
      [2, /Invalid --batch-size: .*got "0"/, "--batch-size", "0", "--split", "test"],
      [1, /Cannot find the model nowhere/, "--model", "nowhere", "--input", picture],
      [1, /Cannot read nowhere\.png: no such file/, "--model", folder, "--input", "nowhere.png"],
      [
        1,
        /Cannot make .*seven\.png\/out: /,
        "--model",
        folder,
        "--input",
        picture,
        "--out",
        `${picture}/out`,
      ],
      [1, /it is not Fashion-MNIST/, "--model", folder, "--data", folder, "--split", "test"],
    ];
    for (const [code, message, ...args] of cases) {
      const result = await run(...args);
      const errors = result.stderr.split("\n").filter((line) => line.startsWith("error: "));
      assert.equal(result.code, code, args.join(" "));
      assert.equal(errors.length, 1, result.stderr);
      assert.match(errors[0]!, message);
      assert.equal(result.stdout, "");
    }
  }));

Deno.test("infer takes --threads and refuses 0", () =>
  withFolder(async (folder) => {
    const args = ["--model", folder, "--input", join(folder, "seven.png"), "--backend", "cpu"];
    for (const threads of ["1", "9"]) {
      const { code, stdout, stderr } = await run(...args, "--threads", threads);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /class 7/);
    }
    assert.match((await run(...args, "--threads", "0")).stderr, /--threads: expected an integer/);
    const wasm = await run(...args.with(-1, "wasm"), "--threads", "4");
    assert.equal(wasm.code, 0, wasm.stderr);
    assert.match(wasm.stderr, /^notice: wasm has 1 thread .*: --threads 4 changes nothing$/m);
  }));

Deno.test("infer of one picture loads no tfjs, no drawing and no data sets", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", new URL("./main.ts", import.meta.url).pathname],
  }).output();
  const { modules, roots } = JSON.parse(new TextDecoder().decode(stdout));
  type Edge = { isDynamic?: boolean; code?: { specifier: string } };
  const edges = new Map<string, Edge[]>(
    modules.map((each: { specifier: string; dependencies?: Edge[] }) => [
      each.specifier,
      each.dependencies ?? [],
    ]),
  );
  const atOnce = new Set<string>(roots);
  for (const specifier of atOnce) {
    for (const { isDynamic, code } of edges.get(specifier) ?? []) {
      if (code && !isDynamic) atOnce.add(code.specifier);
    }
  }
  assert.ok(atOnce.size > 20, "the graph was read");
  const heavy = /tfjs|resvg|onnxruntime-(node|web)|data\/load\.ts|viz\/mod\.ts|jszip/;
  assert.deepEqual([...atOnce].filter((specifier) => heavy.test(specifier)), []);
});
