import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { encodeIdx } from "../data/idx.ts";
import { assertRefused, gpusThatDoNotWork, type Refusal } from "./refused.ts";
import { FEW, IMAGES, LABELS, SHORT, smallDataFlags, withSmallData } from "./small_data.ts";

Deno.test("train refuses bad flags with exit code 2, and writes nothing", () =>
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
  }, FEW));

Deno.test("train names the damaged file, the damage and the next step, and writes nothing", () =>
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
    /** A damage: the files to replace (`undefined` removes one) and the message of the error. */
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
    const cases: Refusal[] = [];
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
  }, FEW));
