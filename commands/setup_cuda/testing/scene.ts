import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type Recorded, runRecorded } from "../../../cli/testing/recorded.ts";
import { type CudaMachine, setUpCuda } from "../main.ts";
import { PROVIDER, PROVIDER_FILES } from "../../../runtime/cuda/provider_files.ts";
import { SPEC } from "../spec.ts";
import { inFolder } from "../../../runtime/cuda/testing/folder.ts";
import { writeSharedLibrary, type Written } from "../../../runtime/cuda/testing/shared_library.ts";

/** The version of ONNX Runtime that the machine of a {@linkcode scene} has. */
export const VERSION = "1.30.0";

/**
 * A machine without a card, whose libraries belong into `place`, and a folder to take them from.
 */
export interface Scene {
  readonly place: string;
  readonly from: string;
  readonly setUp: (
    args: string[],
    changes?: Partial<CudaMachine>,
    signal?: AbortSignal,
  ) => Promise<Recorded>;
}

/** A test in a new scene. */
export function scene(test: (scene: Scene) => Promise<void>): () => Promise<void> {
  return () =>
    inFolder(async (folder) => {
      const [place, from] = [join(folder, "place"), join(folder, "from")];
      await Deno.mkdir(place);
      await Deno.mkdir(from);
      const machine: CudaMachine = {
        system: "linux x64",
        folder: place,
        version: VERSION,
        nuget: "http://127.0.0.1:1/",
        card: () => Promise.resolve(undefined),
        tryOut: () => Promise.resolve({ why: "no card", fix: "Buy one" }),
        patience: { connectTimeout: 2000, backoff: 5 },
      };
      await test({
        place,
        from,
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

/** Writes both libraries into a folder as ONNX Runtime builds them, but for their code. */
export async function writeProvider(folder: string, changes: Partial<Written> = {}): Promise<void> {
  await writeSharedLibrary(join(folder, PROVIDER_FILES[0]), { needs: ["libc.so.6"], runpath: "" });
  await writeSharedLibrary(join(folder, PROVIDER), {
    needs: ["libcudart.so.13", "libcuda.so.1", "libc.so.6"],
    runpath: "",
    text: `TF32\0${VERSION}`,
    ...changes,
  });
}

/** What is in a folder, sorted. */
export const namesIn = (folder: string) =>
  [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** A text without its lines. */
export const flat = (text: string) => text.replace(/\s+/g, " ");

/** The SHA-256 of a file. */
export const hashOf = (path: string) =>
  createHash("sha256").update(Deno.readFileSync(path)).digest("hex");

/** The libraries of `from` are in `place`, whole, and nothing else is. */
export function assertInstalled(place: string, from: string): void {
  assert.deepEqual(namesIn(place), [...PROVIDER_FILES].sort());
  for (const name of PROVIDER_FILES) {
    assert.equal(hashOf(join(place, name)), hashOf(join(from, name)));
  }
}

/** The command failed with one line of error that says so. */
export function assertRefused({ code, stderr }: Recorded, message: RegExp): void {
  assert.equal(code, 1);
  assert.match(stderr, /^error: .*\n$/m);
  assert.match(stderr, message);
}
