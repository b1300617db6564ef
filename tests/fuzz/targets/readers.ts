import { encode as encodePng } from "fast-png";
import jpeg from "jpeg-js";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { gunzip } from "../../../data/gunzip.ts";
import { encodeIdx, parseIdx } from "../../../data/idx.ts";
import { restoreGenerator } from "../../../data/random.ts";
import { zip } from "../../../infer/outputs/zip.ts";
import { readMetadata } from "../../../infer/metadata.ts";
import { readImage } from "../../../infer/pictures/image_file.ts";
import { readZoo, readZooFile } from "../../../infer/zoo.ts";
import { readArchive, unpack } from "../../../cli/archive.ts";
import { readSharedLibrary } from "../../../runtime/cuda/elf.ts";
import { writeSharedLibrary } from "../../../runtime/cuda/testing/shared_library.ts";
import { requireOneFile } from "../../../runtime/session_errors.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../../train/checkpoint.ts";
import { firstPosition } from "../../../train/position.ts";
import { decodeAnySafetensors, encodeSafetensors } from "../../../train/safetensors.ts";
import { mutateBytes } from "../mutations/bytes.ts";
import { mutateJsonFile, mutateSafetensors } from "../mutations/json.ts";
import { mutateModelFile } from "../mutations/models.ts";
import { mutateJpeg, mutatePng } from "../mutations/pictures.ts";
import type { Target } from "../target.ts";
import { seedModels } from "./seed_models.ts";

const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const bytesOf = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 37) % 256);

/** PNGs of every colour type of PNG that the encoder writes, 6 x 5 pixels. */
function pngs(): Uint8Array[] {
  return ([1, 2, 3, 4] as const).flatMap((channels) =>
    ([8, 16] as const).map((depth) => {
      const length = 30 * channels;
      const data = depth === 8
        ? bytesOf(length)
        : Uint16Array.from(bytesOf(length), (x) => x * 257);
      return encodePng({ width: 6, height: 5, channels, depth, data });
    })
  );
}

function jpegs(): Uint8Array[] {
  return [[8, 8], [17, 9]].map(([width, height]) => {
    const data = bytesOf(4 * width! * height!);
    return new Uint8Array(jpeg.encode({ width: width!, height: height!, data }, 70).data);
  });
}

function webps(): Uint8Array[] {
  return ["alpha", "animated", "exif", "lossless_alpha", "lossy"].map((name) =>
    Deno.readFileSync(new URL(`../../../infer/pictures/testdata/${name}.webp`, import.meta.url))
  );
}

const STATE = new Map([
  ["conv/kernel", { shape: [3, 2], data: Float32Array.from([1, 2, 3, 4, 5, 6]) }],
  ["conv/bias", { shape: [2], data: Float32Array.of(0.5, -0.5) }],
]);
const SHAPES = new Map([...STATE].map(([name, { shape }]) => [name, shape]));

function checkpoint(): Uint8Array {
  return encodeCheckpoint({
    model: "m",
    position: firstPosition(1),
    state: STATE,
    best: new Map(),
  });
}

/** Writes an input to a file and reads it from there. */
const fromFile =
  (name: string, read: (path: string, folder: string) => unknown): Target["read"] =>
  async (bytes, folder) => {
    const path = join(folder, name);
    await Deno.writeFile(path, bytes);
    return await read(path, folder);
  };

/** The SHA-256 of "abc" (FIPS 180-4, the first example). */
const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

async function libraries(): Promise<Uint8Array[]> {
  const path = await Deno.makeTempFile();
  await writeSharedLibrary(path, {
    needs: ["libcudart.so.12", "libc.so"],
    runpath: "$ORIGIN:/opt",
  });
  const bytes = await Deno.readFile(path);
  await Deno.remove(path);
  return [bytes];
}

/** Targets that read files and have no native code of ONNX Runtime. */
export const READERS: Readonly<Record<string, Target>> = {
  idx: {
    title: "IDX files of the data set",
    seeds: () => [encodeIdx([3, 4, 4], bytesOf(48)), encodeIdx([5], bytesOf(5))],
    mutate: mutateBytes,
    read: (bytes) => parseIdx(bytes, "file"),
  },
  gzip: {
    title: "compressed files of the data set",
    seeds: () => [gzipSync(bytesOf(300)), gzipSync(new Uint8Array(5000))],
    mutate: mutateBytes,
    read: (bytes) => gunzip(bytes, "file", 100_000),
  },
  png: {
    title: "PNG pictures",
    seeds: pngs,
    mutate: mutatePng,
    read: (b) => readImage(b, "x.png"),
  },
  jpeg: {
    title: "JPEG pictures",
    seeds: jpegs,
    mutate: mutateJpeg,
    read: (bytes) => readImage(bytes, "x.jpg"),
  },
  webp: {
    title: "WebP pictures",
    seeds: webps,
    mutate: mutateBytes,
    read: (bytes) => readImage(bytes, "x.webp"),
  },
  safetensors: {
    title: "safetensors files",
    seeds: () => [encodeSafetensors({ tensors: STATE, metadata: { a: "b" } })],
    mutate: mutateSafetensors,
    read: (bytes) => decodeAnySafetensors(bytes, "file"),
  },
  checkpoint: {
    title: "checkpoints of runs",
    seeds: () => [checkpoint()],
    mutate: mutateSafetensors,
    read: (bytes) => {
      const { position } = decodeCheckpoint(bytes, "file", "m", SHAPES);
      for (const name of ["shuffle", "augment", "noise"] as const) restoreGenerator(position[name]);
    },
  },
  metadata: {
    title: "metadata of ONNX files, and weights in other files",
    seeds: seedModels,
    mutate: mutateModelFile,
    read: (bytes) => {
      requireOneFile(bytes, "model");
      readMetadata(bytes, "model");
    },
  },
  zip: {
    title: "ZIP archives: the wheel of the CUDA provider, and outputs.zip",
    seeds: async () => [
      await zip([{ path: "a/b.txt", bytes: bytesOf(200) }, { path: "c.png", bytes: bytesOf(50) }]),
    ],
    mutate: mutateBytes,
    read: fromFile("file.zip", async (path) => {
      for (const entry of (await readArchive(path)).entries) {
        for await (const _ of unpack(path, entry));
      }
    }),
  },
  elf: {
    title: "shared libraries of the CUDA provider",
    seeds: libraries,
    mutate: mutateBytes,
    read: fromFile("file.so", (path) => readSharedLibrary(path)),
  },
  zoo: {
    title: "the zoo's list of models",
    seeds: () => [
      text({
        models: { lenet: { title: "LeNet", files: { "model.onnx": { bytes: 3, sha256: ABC } } } },
      }),
    ],
    mutate: mutateJsonFile,
    read: fromFile("zoo.json", async (_, zoo) => {
      await Deno.mkdir(join(zoo, "lenet"), { recursive: true });
      await Deno.writeTextFile(join(zoo, "lenet", "model.onnx"), "abc");
      await readZoo({ zoo });
      await readZooFile("zoo:lenet", "model.onnx", { zoo });
    }),
  },
};
