import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import JSZip from "jszip";
import { join } from "node:path";
import { WeftError } from "../error.ts";
import { entryNamed, readArchive, unpack } from "./archive.ts";
import { inFolder } from "./testing/folder.ts";

/** Bytes that deflate can compress, but not to almost nothing. */
const CONTENT = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i >> 7) & 63);

async function writeArchive(path: string, compression: "STORE" | "DEFLATE"): Promise<void> {
  const zip = new JSZip();
  zip.file("about.txt", "an archive");
  zip.file("runtimes/native/lib.so", CONTENT, { compression });
  zip.file("empty", "");
  await Deno.writeFile(path, await zip.generateAsync({ type: "uint8array", comment: "PK made" }));
}

async function unpacked(path: string, name: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of unpack(path, entryNamed(await readArchive(path), name)!)) {
    pieces.push(piece);
  }
  return new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer());
}

for (const compression of ["STORE", "DEFLATE"] as const) {
  Deno.test(`unpack() returns the bytes of a file: ${compression}`, () =>
    inFolder(async (folder) => {
      const path = join(folder, "a.zip");
      await writeArchive(path, compression);
      assert.deepEqual(await unpacked(path, "lib.so"), CONTENT);
      assert.equal((await unpacked(path, "empty")).length, 0);
      assert.equal(entryNamed(await readArchive(path), "no.so"), undefined);
      assert.equal((await readArchive(path)).comment, "PK made");
    }));
}

Deno.test("an archive that is truncated, damaged or missing is refused", () =>
  inFolder(async (folder) => {
    const path = join(folder, "a.zip");
    await writeArchive(path, "DEFLATE");
    const whole = await Deno.readFile(path);
    const refused = async (bytes: Uint8Array, why: RegExp) => {
      await Deno.writeFile(path, bytes);
      await assert.rejects(
        unpacked(path, "lib.so"),
        (error) => error instanceof WeftError && why.test(error.message),
      );
    };
    await refused(new Uint8Array(0), /not a ZIP archive/);
    await refused(new TextEncoder().encode("<html>404</html>"), /not a ZIP archive/);
    for (const share of [0.1, 0.5, 0.9]) {
      await refused(whole.slice(0, whole.length * share), /not a ZIP archive, or is truncated/);
    }
    const middle = whole.length >> 1;
    await refused(whole.with(middle, whole[middle]! ^ 1), /damaged/);
    // A method that is not deflate, and a size in a record of ZIP64.
    const entry = Buffer.from(whole).lastIndexOf("runtimes/native/lib.so") - 46;
    for (const [at, field] of [[10, [12, 0]], [20, [255, 255, 255, 255]]] as const) {
      const changed = whole.slice();
      changed.set(field, entry + at);
      await refused(changed, /lib\.so in it has an unsupported compression/);
    }
    await assert.rejects(readArchive(join(folder, "none")), /Cannot read .*none: no such file/);
  }));
