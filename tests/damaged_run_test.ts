import assert from "node:assert/strict";
import { join } from "node:path";
import { succeed } from "./command.ts";
import { hashesOf } from "./hashes.ts";
import { assertRefused, gpusThatDoNotWork } from "./refused.ts";
import { FEW, SHORT, smallDataFlags, withSmallData } from "./small_data.ts";

Deno.test("train, infer and viz refuse damaged and foreign runs, and change no file of a run", () =>
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
      ["truncated checkpoint", resume(short), 1, /it is truncated/, /Restore the file/],
      ["garbage checkpoint", resume(noise), 1, /truncated, or not a safetensors/, /Restore the/],
      ["metrics cut", resume(badMetrics), 1, /metrics\.jsonl: it is not JSON/, /Restore the file/],
      ["--lr", resume(finished, "--lr", "0.1"), 2, keepsSettings("--lr"), /Leave it out/],
      ["--model", resume(finished, "--model", "lenet"), 2, keepsSettings("--model"), /Leave it/],
      ["--out", resume(finished, "--out", "x"), 2, keepsSettings("--out"), /Leave it out/],
      ["--backend", resume(finished, "--backend", "cpu"), 2, keepsSettings("--backend"), /Leave/],
      [
        "other data",
        resume(finished, "--data", otherData),
        1,
        /trained on .* and the data found now .* differ in train-images-idx3-ubyte/,
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
        what: "a name that is not in the zoo",
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
        hint: /PNG, JPEG, GIF or WebP/,
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
        what: "a misspelt flag",
        args: ["--run", finished, "--perplexty", "30"],
        code: 2,
        message: /Unknown flag --perplexty/,
        hint: /Did you mean --perplexity\?/,
      },
    ]);
    assert.deepEqual(hashesOf(finished), before);

    // The run that was refused for its missing data resumes with the new path.
    await succeed("train", resume(moved, "--data", join(folder, "data")));
  }, FEW));
