import { obstacleTo } from "../infer/backend.ts";
import assert from "node:assert/strict";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { encodeIdx } from "../data/idx.ts";
import { hashesOf } from "./hashes.ts";
import { type CommandOptions, run, say, succeed, type Task } from "./command.ts";
import { mountSmallDisk, unmount } from "./small_disk.ts";
import { IMAGES, LABELS, smallDataFlags, withSmallData } from "./small_data.ts";

/** A command that must fail, and how. */
interface Case {
  readonly what: string;
  readonly args: string[];
  readonly code: 1 | 2;
  readonly message: RegExp;
  /** What the user is told to do. */
  readonly hint: RegExp;
  readonly options?: CommandOptions;
}

const COUNTS = { train: 60, test: 20 };

const SHORT = "--model lenet --epochs 1 --batch-size 20".split(" ");

/** Runs the cases and checks that each is one line of error and leaves no trace. */
async function assertRefused(task: Task, cases: readonly Case[], absent?: string): Promise<void> {
  for (const { what, args, code, message, hint, options } of cases) {
    const result = await run(task, args, options);
    const said = `${what}: ${result.stderr}`;
    assert.equal(result.code, code, said);
    assert.equal(result.stdout, "", said);
    const lines = result.stderr.trimEnd().split("\n");
    const errors = lines.filter((line) => line.startsWith("error: "));
    assert.equal(errors.length, 1, said);
    assert.equal(lines.at(-1), errors[0], said);
    assert.match(errors[0]!, message, said);
    assert.match(errors[0]!, hint, said);
    assert.doesNotMatch(result.stderr, /^ +at |Hi, looks like|Uncaught/m, said);
    if (absent) assert.ok(!exists(absent), `${what} made ${absent}`);
  }
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The GPU backends that do not work on this machine, with what is said to help. */
async function gpusThatDoNotWork(): Promise<[backend: string, fix: string][]> {
  const found = ["cuda", "webgpu"] as const;
  const obstacles = await Promise.all(found.map(obstacleTo));
  return found.flatMap((backend, i) => obstacles[i] ? [[backend, obstacles[i].fix]] : []);
}

Deno.test("train refuses bad flags with exit code 2, what was expected, and nothing written", () =>
  withSmallData(async (folder) => {
    const out = join(folder, "out");
    const cases: [args: string, message: RegExp, hint: RegExp][] = [
      ["--epochs -1", /--epochs: expected an integer from 1 to \d+, got "-1"/, /--help/],
      ["--model lent", /--model: expected lenet, .* got "lent"/, /Did you mean --model lenet\?/],
      ["--model lenet --latent 8", /--latent does not go with --model lenet/, /--model vae/],
      ["--model vae --latent 0", /--latent: expected an integer from 1 to 512/, /--help/],
      ["--epoch 3", /Unknown flag --epoch/, /Did you mean --epochs\?/],
      ["--frobnicate", /Unknown flag --frobnicate/, /--help/],
      ["--epochs", /--epochs expects an integer/, /--help/],
      ["lenet", /Unexpected "lenet"/, /--help/],
      ["--lr fast", /--lr: expected a number from .*, got "fast"/, /--help/],
      ["--seed 1 --seed 2", /--seed is given twice/, /Keep one/],
      ["--patience 2 --val-split 0", /--patience needs validation images/, /--val-split/],
      ["--val-split 60", /--val-split: expected less than the 60 training images/, /train on/],
    ];
    await assertRefused(
      "train",
      cases.map(([line, message, hint]) => ({
        what: line,
        args: [...line.split(" "), ...smallDataFlags(folder), "--out", out],
        code: 2,
        message,
        hint,
      })),
      out,
    );
    await assertRefused(
      "train",
      (await gpusThatDoNotWork()).map(([backend, fix]) => ({
        what: backend,
        args: ["--backend", backend, "--data", "/nowhere", "--out", out],
        code: 1,
        message: new RegExp(`Cannot run on ${backend}: \\S`),
        hint: new RegExp(RegExp.escape(fix)),
      })),
      out,
    );
  }, COUNTS));

Deno.test("train refuses damaged data: which file, what is wrong, what to do, and nothing written", () =>
  withSmallData(async (folder) => {
    const out = join(folder, "out"), source = join(folder, "data");
    const images = `train${IMAGES}`, labels = `train${LABELS}`;
    const original = await Deno.readFile(join(source, images));
    const packed = new Uint8Array(gzipSync(original));
    const magic = original.slice();
    magic.set([0x50, 0x4b, 3, 4]);
    const longer = new Uint8Array(original.length + 7);
    longer.set(original);
    const corrupt = packed.slice();
    corrupt.fill(0x55, 200, 300);
    /** File to replace (undefined removes it), its new contents, what the error says. */
    const damages: [
      what: string,
      changes: Readonly<Record<string, Uint8Array | undefined>>,
      message: RegExp,
    ][] = [
      ["truncated", { [images]: original.subarray(0, 1000) }, /it is truncated/],
      ["cut in its header", { [images]: original.subarray(0, 9) }, /ends inside its header/],
      ["empty", { [images]: new Uint8Array(0) }, /expected an IDX header/],
      ["oversized", { [images]: longer }, /7 bytes more/],
      ["wrong magic", { [images]: magic }, /expected an IDX magic number .* got 0x504b0304/],
      ["one label short", { [labels]: encodeIdx([59], new Uint8Array(59)) }, /expected 60 labels/],
      [
        "a label without a class",
        { [labels]: encodeIdx([60], new Uint8Array(60).fill(10)) },
        /expected labels from 0 to 9, got 10/,
      ],
      ["corrupt gzip", { [images]: undefined, [`${images}.gz`]: corrupt }, /\.gz/],
      ["cut gzip", { [images]: undefined, [`${images}.gz`]: packed.subarray(0, 500) }, /\.gz/],
      ["a file missing", { [labels]: undefined }, /expected train-labels-idx1-ubyte/],
    ];
    const cases: Case[] = [];
    for (const [what, changes, message] of damages) {
      const data = join(folder, what);
      await Deno.mkdir(data);
      for (const { name } of Deno.readDirSync(source)) {
        await Deno.copyFile(join(source, name), join(data, name));
      }
      for (const [name, bytes] of Object.entries(changes)) {
        if (bytes) await Deno.writeFile(join(data, name), bytes);
        else await Deno.remove(join(data, name));
      }
      const args = [...SHORT, "--data", data, "--unverified", "--out", out];
      cases.push({ what, args, code: 1, message, hint: /\. [A-Z][^.]+.*\.$/ });
    }
    const plain = (data: string) => [...SHORT, "--data", data, "--out", out];
    cases.push(
      {
        what: "wrong hash",
        args: plain(source),
        code: 1,
        message: /it is not Fashion-MNIST, its raw content has SHA-256 [0-9a-f]{64}/,
        hint: /official file, or pass --unverified/,
      },
      {
        what: "missing folder",
        args: plain(join(folder, "nowhere")),
        code: 1,
        message: /Cannot read the data folder .*nowhere: no such folder/,
        hint: /Name an existing folder/,
      },
      {
        what: "a file for a folder",
        args: plain(join(source, images)),
        code: 1,
        message: /it is not a folder/,
        hint: /Name an existing folder/,
      },
      {
        what: "missing folder in the environment",
        args: [...SHORT, "--out", out],
        options: { env: { FASHION_MNIST_DIR: join(folder, "nowhere") } },
        code: 1,
        message: /folder .*nowhere of FASHION_MNIST_DIR: no such folder/,
        hint: /FASHION_MNIST_DIR/,
      },
    );
    await assertRefused("train", cases, out);
  }, COUNTS));

Deno.test("train, infer and viz refuse damaged and foreign runs, and lose nothing of a run that is there", () =>
  withSmallData(async (folder) => {
    const finished = join(folder, "finished");
    await succeed("train", [...SHORT, ...smallDataFlags(folder), "--out", finished]);
    const before = hashesOf(finished);
    const config = JSON.parse(await Deno.readTextFile(join(finished, "config.json")));
    const checkpoint = await Deno.readFile(join(finished, "checkpoint.safetensors"));
    const otherData = join(folder, "other");
    await Deno.mkdir(otherData);
    for (const { name } of Deno.readDirSync(join(folder, "data"))) {
      const bytes = await Deno.readFile(join(folder, "data", name));
      bytes[bytes.length - 1] = 3;
      await Deno.writeFile(join(otherData, name), bytes);
    }

    /** A copy of the run with some files replaced. */
    const copy = async (name: string, changes: Record<string, Uint8Array | string>) => {
      const run = join(folder, name);
      await Deno.mkdir(run);
      for (const file of ["config.json", "checkpoint.safetensors", "metrics.jsonl", "model.onnx"]) {
        const bytes = changes[file] ?? await Deno.readFile(join(finished, file));
        if (typeof bytes === "string") await Deno.writeTextFile(join(run, file), bytes);
        else await Deno.writeFile(join(run, file), bytes);
      }
      return run;
    };
    const json = (changes: Record<string, unknown>) => JSON.stringify({ ...config, ...changes });
    const foreign = await copy("foreign", { "config.json": json({ model: "lenet-modified" }) });
    const sgd = { name: "sgd", momentum: 0.9, weightDecay: 0 };
    const optimizer = await copy("optimizer", { "config.json": json({ optimizer: sgd }) });
    const unknown = await copy("unknown", { "config.json": json({ model: "alexnet" }) });
    const noJson = await copy("no-json", { "config.json": "{" });
    const emptyJson = await copy("empty-json", { "config.json": "{}" });
    const short = await copy("short", { "checkpoint.safetensors": checkpoint.subarray(0, 9999) });
    const noise = await copy("noise", {
      "checkpoint.safetensors": checkpoint.map((byte) => byte ^ 0x2a),
    });
    const badMetrics = await copy("bad-metrics", { "metrics.jsonl": '{"epoch":1' });
    const movedData = { ...config.dataset, data: join(folder, "gone") };
    const moved = await copy("moved", { "config.json": json({ dataset: movedData }) });
    const cutModel = await copy("cut-model", {
      "model.onnx": (await Deno.readFile(join(finished, "model.onnx"))).subarray(0, 5000),
    });

    const resume = (run: string, ...more: string[]) => ["--resume", run, ...more];
    const keepsSettings = (flag: string) => new RegExp(`${flag} does not go with --resume`);
    const cases: [what: string, args: string[], code: 1 | 2, message: RegExp, hint: RegExp][] = [
      [
        "--out of a run",
        [...SHORT, ...smallDataFlags(folder), "--out", finished],
        2,
        /Cannot start a run in .*finished: it already holds one/,
        /--resume .*finished, or choose another --out/,
      ],
      [
        "--out of a run, before anything is loaded",
        [...SHORT, "--data", join(folder, "nowhere"), "--out", finished],
        2,
        /Cannot start a run in .*finished: it already holds one/,
        /--resume/,
      ],
      [
        "--out below a file",
        [...SHORT, ...smallDataFlags(folder), "--out", join(finished, "README.md", "run")],
        1,
        /README\.md.*: a part of the path is a file, not a folder/,
        /another path/,
      ],
      [
        "no run",
        resume(join(folder, "data")),
        2,
        /it has no config\.json/,
        /the folder of a run/,
      ],
      ["no folder", resume(join(folder, "nowhere")), 2, /no config\.json/, /the folder of a run/],
      ["config cut", resume(noJson), 1, /config\.json: it is not JSON/, /Restore the file/],
      ["config empty", resume(emptyJson), 1, /"model" in its config\.json/, /Restore the file/],
      ["no such model", resume(unknown), 2, /Cannot train alexnet/, /Use --model/],
      [
        "another model's checkpoint",
        resume(foreign),
        1,
        /it belongs to the model lenet, not lenet-modified/,
        /Resume the run that it belongs to/,
      ],
      ["another optimizer's", resume(optimizer), 1, /sgd_velocity' is missing/, /Resume the run/],
      ["truncated checkpoint", resume(short), 1, /it is cut short/, /Restore the file/],
      ["garbage checkpoint", resume(noise), 1, /cut short, or not a safetensors/, /Restore the/],
      ["metrics cut", resume(badMetrics), 1, /metrics\.jsonl: it is not JSON/, /Restore the file/],
      ["--lr", resume(finished, "--lr", "0.1"), 2, keepsSettings("--lr"), /Leave it out/],
      ["--model", resume(finished, "--model", "lenet"), 2, keepsSettings("--model"), /Leave it/],
      ["--out", resume(finished, "--out", "x"), 2, keepsSettings("--out"), /Leave it out/],
      ["--backend", resume(finished, "--backend", "cpu"), 2, keepsSettings("--backend"), /Leave/],
      [
        "other data",
        resume(finished, "--data", otherData),
        1,
        /trained on .* and the data now at hand .* differ in train-images-idx3-ubyte/,
        /Give the same files with --data/,
      ],
      ["data gone", resume(moved), 1, /gone: no such folder/, /say with --data where/],
    ];
    await assertRefused(
      "train",
      cases.map(([what, args, code, message, hint]) => ({ what, args, code, message, hint })),
    );
    assert.deepEqual(hashesOf(finished), before);

    const test = ["--split", "test", "--model"];
    await assertRefused("infer", [
      {
        what: "a name that the zoo has not",
        args: [...test, "zoo:lent"],
        code: 1,
        message: /Cannot find zoo:lent: the zoo has zoo:lenet, zoo:lenet-modified, zoo:vae/,
        hint: /Did you mean zoo:lenet\?/,
      },
      {
        what: "a model cut short",
        args: [...test, cutModel],
        code: 1,
        message: /Cannot load .*model\.onnx: .*cut short/,
        hint: /export it again/,
      },
      {
        what: "data gone",
        args: [...test, moved],
        code: 1,
        message: /gone: no such folder/,
        hint: /say with --data where/,
      },
      {
        what: "no image",
        args: ["--model", finished, "--input", join(finished, "README.md")],
        code: 1,
        message: /README\.md: it is not an image/,
        hint: /PNG or JPEG/,
      },
      ...(await gpusThatDoNotWork()).map(([backend, fix]) => ({
        what: backend,
        args: [...test, finished, "--backend", backend],
        code: 1 as const,
        message: new RegExp(`Cannot run on ${backend}: \\S`),
        hint: new RegExp(RegExp.escape(fix)),
      })),
    ]);
    await assertRefused("viz", [
      {
        what: "a VAE of the zoo",
        args: ["--run", "zoo:vae"],
        code: 1,
        message: /Cannot use zoo:vae: it is a VAE, which does not classify/,
        hint: /Give a classifier/,
      },
      {
        what: "no such run",
        args: ["--run", join(folder, "nowhere")],
        options: { folder }, // the repository may have runs
        code: 1,
        message: /Cannot find the model .*nowhere/,
        hint: /Train one first/,
      },
      {
        what: "a model cut short",
        args: ["--run", cutModel],
        code: 1,
        message: /Cannot load .*cut-model: .*cut short/,
        hint: /export it again/,
      },
      {
        what: "data gone",
        args: ["--run", moved],
        code: 1,
        message: /gone: no such folder/,
        hint: /say with --data where/,
      },
      {
        what: "--out below a file",
        args: ["--run", finished, "--out", join(finished, "README.md", "maps")],
        code: 1,
        message: /README\.md.*: a part of the path is a file, not a folder/,
        hint: /another path/,
      },
      {
        what: "a flag with a slip",
        args: ["--run", finished, "--perplexty", "30"],
        code: 2,
        message: /Unknown flag --perplexty/,
        hint: /Did you mean --perplexity\?/,
      },
    ]);
    assert.deepEqual(hashesOf(finished), before);

    // What was refused for its data can go on where the data are now.
    await succeed("train", resume(moved, "--data", join(folder, "data")));
  }, COUNTS));

Deno.test("train on a full disk says so, keeps the last checkpoint, and goes on when there is space", () =>
  withSmallData(async (folder) => {
    const disk = join(folder, "disk");
    await Deno.mkdir(disk);
    // Room for one checkpoint of 743 kB, but not for the next one beside it.
    const refused = await mountSmallDisk(disk, 1200);
    if (refused !== undefined) {
      say(`skipped, a small disk cannot be mounted here: ${refused}`);
      return;
    }
    try {
      const out = join(disk, "run");
      const args = [...SHORT, ...smallDataFlags(folder), "--checkpoint-every", "0", "--out", out];
      const { code, stderr } = await run("train", args);
      assert.equal(code, 1, stderr);
      assert.match(
        stderr,
        /^error: Cannot write .*checkpoint\.safetensors: no space is left on the disk\. Free some space/m,
      );
      const names = [...Deno.readDirSync(out)].map(({ name }) => name).sort();
      assert.deepEqual(names, ["checkpoint.safetensors", "config.json", "figures"]);
      const moved = join(folder, "moved");
      await Deno.mkdir(join(moved, "figures"), { recursive: true });
      for (const name of ["checkpoint.safetensors", "config.json"]) {
        await Deno.copyFile(join(out, name), join(moved, name));
      }
      await succeed("train", ["--resume", moved]);
    } finally {
      await unmount(disk);
    }
  }, COUNTS));
