import assert from "node:assert/strict";
import { join } from "node:path";
import { WeftError } from "../error.ts";
import { needs } from "../tests/needs.ts";
import { assertSameBytes } from "../tests/same_bytes.ts";
import { fileError, writeFileAtomic } from "./file.ts";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function names(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), (entry) => entry.name).sort();
}

function isFileError(message: RegExp): (error: unknown) => boolean {
  return (error) =>
    error instanceof WeftError && error.code === "file" && message.test(error.message);
}

Deno.test("writeFileAtomic() writes a new file, replaces an old one and leaves nothing else", () =>
  inFolder(async (folder) => {
    const path = join(folder, "model.onnx");
    await writeFileAtomic(path, new Uint8Array(3_000_000).fill(7));
    assertSameBytes(await Deno.readFile(path), new Uint8Array(3_000_000).fill(7), "the file");
    await writeFileAtomic(path, "é\n");
    assert.equal(await Deno.readTextFile(path), "é\n");
    assert.deepEqual(names(folder), ["model.onnx"]);
  }));

Deno.test("writeFileAtomic() reports a folder that is missing or is a file", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "file"), "old");
    await assert.rejects(
      writeFileAtomic(join(folder, "file", "model.onnx"), "new"),
      isFileError(/^Cannot write .*model\.onnx: a part of the path is a file, not a folder$/),
    );
    await assert.rejects(
      writeFileAtomic(join(folder, "nowhere", "model.onnx"), "new"),
      isFileError(/: no such file or folder$/),
    );
    assert.equal(await Deno.readTextFile(join(folder, "file")), "old");
  }));

Deno.test("writeFileAtomic() leaves no temporary file when the rename fails", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(join(folder, "taken"));
    await assert.rejects(
      writeFileAtomic(join(folder, "taken"), "new"),
      isFileError(/^Cannot write .*taken: it is a folder$/),
    );
    assert.deepEqual(names(folder), ["taken"]);
  }));

Deno.test({
  name: "writeFileAtomic() keeps the old file and removes the new one when a write fails halfway",
  ...needs("Unix", "bash"),
  fn: () =>
    inFolder(async (folder) => {
      const path = join(folder, "checkpoint.safetensors");
      await Deno.writeTextFile(path, "old");
      // A real failure in the middle of a write: the limit is 8 blocks, and its signal is ignored.
      const code = `import { writeFileAtomic } from ${
        JSON.stringify(import.meta.resolve("./file.ts"))
      };
        await writeFileAtomic(${JSON.stringify(path)}, new Uint8Array(1_000_000))
          .catch((error) => console.log(error.message));`;
      const { stdout } = await new Deno.Command("bash", {
        args: ["-c", `trap "" XFSZ; ulimit -f 8; exec "$0" eval "$1"`, Deno.execPath(), code],
      }).output();
      assert.match(
        new TextDecoder().decode(stdout),
        /^Cannot write .*: File too large\n$/,
      );
      assert.equal(await Deno.readTextFile(path), "old");
      assert.deepEqual(names(folder), ["checkpoint.safetensors"]);
    }),
});

Deno.test({
  name: "fileError() names a full disk",
  ...needs("Linux"),
  fn: async () => {
    // In a process of its own: a device file needs more permissions than a test should have.
    const code = `import { fileError } from ${JSON.stringify(import.meta.resolve("./file.ts"))};
      try {
        Deno.writeFileSync("/dev/full", new Uint8Array(1));
      } catch (error) {
        const { message, hint } = fileError("write", "model.onnx", error);
        console.log(message + ". " + hint);
      }`;
    const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["eval", code] }).output();
    assert.equal(
      new TextDecoder().decode(stdout),
      "Cannot write model.onnx: no space is left on the disk. " +
        "Free some space, or choose another disk\n",
    );
  },
});

Deno.test("fileError() keeps an unknown message, and returns a WeftError unchanged", () => {
  assert.equal(fileError("read", "a", new Error("odd")).message, "Cannot read a: odd");
  const known = new WeftError("data", "m", "h");
  assert.equal(fileError("read", "a", known), known);
});
