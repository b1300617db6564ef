import { WeftError } from "../../error.ts";
import { sha256 } from "../../data/sha256.ts";
import { readZooFile } from "../../infer/zoo.ts";
import type { ZooModel, ZooVariants } from "../../infer/zoo_manifest.ts";
import { makeInt8 } from "../../runtime/variants/make_int8.ts";

/** Makes a variant of a float32 file, the same bytes on every machine. */
const MAKE: Readonly<Record<ZooVariants["page"], (bytes: Uint8Array) => Uint8Array>> = {
  float32: (bytes) => bytes,
  int8: (bytes) => makeInt8(bytes).bytes,
};

/** The smaller variant of a model that the page takes, compared with float32. */
export interface SmallerVariant {
  /** Bytes of the float32 files. */
  readonly float32Bytes: number;
  /** The score on the test images: accuracy of a classifier, ELBO of a VAE. */
  readonly test: number;
  /** Test images with another class than float32 gives; 0 for a VAE. */
  readonly otherClass: number;
  readonly testImages: number;
}

/** The difference of the page; `undefined` where it takes float32. */
export function smallerVariant({ variants }: ZooModel): SmallerVariant | undefined {
  if (!variants || variants.page === "float32") return undefined;
  const { page, testImages, measured } = variants;
  const { test, otherTestClass } = measured[page]!;
  const float32Bytes = Object.values(measured.float32!.files)
    .reduce((sum, { bytes }) => sum + bytes, 0);
  return { float32Bytes, test, otherClass: otherTestClass, testImages };
}

/**
 * Reads a file of a model of the zoo as the page takes it: makes the variant that the manifest
 * names of the float32 file, and checks it against the hash that was measured.
 *
 * @param name A name such as `zoo:lenet`.
 * @throws {WeftError} `model` when the file is not the one that was measured.
 */
export async function readPageFile(
  name: string,
  file: string,
  { variants }: ZooModel,
): Promise<Uint8Array> {
  const bytes = await readZooFile(name, file);
  if (!variants) return bytes;
  const made = MAKE[variants.page](bytes);
  if (await sha256(made) === variants.measured[variants.page]!.files[file]!.sha256) return made;
  throw new WeftError(
    "model",
    `Cannot show ${name}: its ${variants.page} variant of ${file} is not the one that was measured`,
    "Measure it again with deno task zoo --measure",
  );
}
