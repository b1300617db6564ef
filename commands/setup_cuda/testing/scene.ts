import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import JSZip from "jszip";
import { join } from "node:path";
import { type Recorded, runRecorded } from "../../../cli/testing/recorded.ts";
import { type CudaMachine, setUpCuda } from "../main.ts";
import { PROVIDER, PROVIDER_FILES } from "../../../runtime/cuda/provider_files.ts";
import type { ProviderPackage } from "../../../runtime/cuda/provider_package.ts";
import { SPEC } from "../spec.ts";
import { inFolder } from "../../../cli/testing/folder.ts";
import {
  type LibraryContents,
  writeSharedLibrary,
} from "../../../runtime/cuda/testing/shared_library.ts";

/** The version of onnxruntime-node in a {@linkcode Scene}. */
export const VERSION = "1.30.0";

/** A machine without an NVIDIA GPU, and two folders. */
export interface Scene {
  /** The folder of onnxruntime-node's libraries. */
  readonly folder: string;
  /** The folder for `--from`. */
  readonly from: string;
  /** The pinned wheel, with the libraries that {@linkcode writeProvider} writes. */
  readonly wheel: Uint8Array<ArrayBuffer>;
  /** The package with the pinned values; its address is that of no server. */
  readonly pinned: ProviderPackage;
  /** Runs `deno task setup:cuda` on the machine. */
  readonly setUp: (
    args: string[],
    changes?: Partial<CudaMachine>,
    signal?: AbortSignal,
  ) => Promise<Recorded>;
}

/** Makes a test that runs with a new scene. */
export function withScene(test: (scene: Scene) => Promise<void>): () => Promise<void> {
  return () =>
    inFolder(async (root) => {
      const [folder, from] = [join(root, "folder"), join(root, "from")];
      await Deno.mkdir(folder);
      await Deno.mkdir(from);
      const { wheel, pinned } = await pinnedPackage(join(root, "pinned"));
      const machine: CudaMachine = {
        system: "linux x64",
        folder,
        version: VERSION,
        pinned,
        readNvidia: () => Promise.resolve(undefined),
        probe: () => Promise.resolve({ why: "no GPU", fix: "Buy one" }),
        timing: { connectTimeout: 2000, backoff: 5 },
      };
      await test({
        folder,
        from,
        wheel,
        pinned,
        setUp: (args, changes = {}, signal) =>
          runRecorded(
            SPEC,
            (flags, context) => setUpCuda(flags, context, { ...machine, ...changes }),
            args,
            signal,
          ),
      });
    });
}

/** Packs the libraries into a wheel, and hashes all. */
async function pinnedPackage(folder: string): Promise<Pick<Scene, "wheel" | "pinned">> {
  await Deno.mkdir(folder);
  await writeProvider(folder);
  const wheel = await packed(folder);
  const libraries = Object.fromEntries(
    PROVIDER_FILES.map((name) => [name, hashOf(join(folder, name))]),
  );
  return {
    wheel,
    pinned: {
      version: VERSION,
      url: "http://127.0.0.1:1/packages/onnxruntime_gpu-1.30.0.whl",
      bytes: wheel.length,
      sha256: createHash("sha256").update(wheel).digest("hex"),
      libraries,
    },
  };
}

/** Packs the libraries of a folder into a wheel. */
export async function packed(folder: string): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new JSZip();
  for (const name of PROVIDER_FILES) {
    zip.file(`onnxruntime/capi/${name}`, await Deno.readFile(join(folder, name)));
  }
  zip.file("LICENSE.txt", "as it is ".repeat(10_000)); // follows the libraries
  return new Uint8Array(await zip.generateAsync({ type: "arraybuffer", compression: "DEFLATE" }));
}

/** Writes both libraries into a folder, like those of ONNX Runtime but without code. */
export async function writeProvider(
  folder: string,
  changes: Partial<LibraryContents> = {},
): Promise<void> {
  await writeSharedLibrary(join(folder, PROVIDER_FILES[0]), { needs: ["libc.so.6"], runpath: "" });
  await writeSharedLibrary(join(folder, PROVIDER), {
    needs: ["libcudart.so.13", "libcuda.so.1", "libc.so.6"],
    runpath: "",
    text: `TF32\0${VERSION}`,
    ...changes,
  });
}

/** Lists the names in a folder, sorted. */
export const namesIn = (folder: string) =>
  [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** Replaces line breaks and runs of spaces by one space. */
export const flat = (text: string) => text.replace(/\s+/g, " ");

/** Computes the SHA-256 of a file. */
export const hashOf = (path: string) =>
  createHash("sha256").update(Deno.readFileSync(path)).digest("hex");

/** Asserts that `folder` has the libraries of `from` and nothing else. */
export function assertInstalled(folder: string, from: string): void {
  assert.deepEqual(namesIn(folder), [...PROVIDER_FILES].sort());
  for (const name of PROVIDER_FILES) {
    assert.equal(hashOf(join(folder, name)), hashOf(join(from, name)));
  }
}

/** Asserts that the command failed with a one-line error that matches. */
export function assertRefused({ code, stderr }: Recorded, message: RegExp): void {
  assert.equal(code, 1);
  assert.match(stderr, /^error: .*\n$/m);
  assert.match(stderr, message);
}
