import type { Dataset, LabelledImages } from "../../../data/dataset.ts";
import { IMAGE_PIXELS, IMAGE_SIDE } from "../../../data/image.ts";
import { createGenerator } from "../../../data/random.ts";
import { sha256 } from "../../../data/sha256.ts";
import { splitValidation, take } from "../../../data/split.ts";
import {
  VARIANT_KINDS,
  type VariantKind,
  type ZooFile,
  type ZooVariant,
  type ZooVariants,
} from "../../../infer/zoo_manifest.ts";
import { WeftError } from "../../../error.ts";
import { decodeModel } from "../../../onnx/encode.ts";
import { tensorTypeOf } from "../../../onnx/read.ts";
import { compareOutputs, outputsOf } from "../../../runtime/variants/compare.ts";
import type { Batch } from "../../../runtime/variants/inputs.ts";
import { choosePageVariant, LIMITS } from "./choose_variant.ts";
import { MAKE } from "./kinds.ts";
import { type ModelBytes, type Score, scoreOf } from "./score.ts";

/** The part of the training images that is the validation images: 5,000 of 50,000 and more. */
const VALIDATION_PART = 0.1, MOST_VALIDATION_IMAGES = 5000;
/** Training images that ranges are taken from, and validation images that runtimes compute. */
const CALIBRATION_IMAGES = 1024, COMPARED_IMAGES = 512;
const BATCH_SIZE = 64;

/**
 * Makes and measures the variants of a model of the zoo and chooses the one of the page. The
 * validation images decide; the test images are only reported.
 *
 * @param onVariant Called with each variant when it is measured.
 */
export async function measureVariants(
  files: ModelBytes,
  { train, test }: Pick<Dataset, "train" | "test">,
  onVariant: (kind: VariantKind, measured: ZooVariant) => void,
): Promise<ZooVariants> {
  const { train: seen, validation } = splitValidation(
    train,
    Math.min(MOST_VALIDATION_IMAGES, Math.floor(VALIDATION_PART * train.count)),
  );
  const isVae = !("model.onnx" in files);
  // The latents that a decoder will see are not images, and have no ranges of their own.
  const kinds = isVae ? VARIANT_KINDS.filter((kind) => kind !== "int8-static") : VARIANT_KINDS;
  const measured: Partial<Record<VariantKind, ZooVariant>> = {};
  let reference: { validation: Score; test: Score } | undefined;
  for (const kind of kinds) {
    const made = await makeFiles(kind, files, seen);
    if (!made) continue;
    const scores = { validation: await scoreOf(made, validation), test: await scoreOf(made, test) };
    reference ??= scores;
    const variant: ZooVariant = {
      files: await hashesOf(made),
      validation: scores.validation.value,
      test: scores.test.value,
      otherClass: differing(scores.validation.classes, reference.validation.classes),
      otherTestClass: differing(scores.test.classes, reference.test.classes),
      betweenRuntimes: await differenceBetweenRuntimes(made, validation),
    };
    measured[kind] = variant;
    onVariant(kind, variant);
  }
  const limit = isVae ? LIMITS.elbo : LIMITS.accuracy;
  const page = choosePageVariant(measured, limit, validation.count);
  return { page, validationImages: validation.count, testImages: test.count, measured };
}

/** The files of a variant; `undefined` where a file has nothing that the variant changes. */
async function makeFiles(
  kind: VariantKind,
  files: ModelBytes,
  seen: LabelledImages,
): Promise<ModelBytes | undefined> {
  const made: Record<string, Uint8Array<ArrayBuffer>> = {};
  try {
    for (const [name, bytes] of Object.entries(files)) {
      made[name] = await MAKE[kind](bytes, batchesFor(bytes, take(seen, CALIBRATION_IMAGES)));
    }
    return made;
  } catch (error) {
    if (error instanceof WeftError && error.code === "model") return undefined;
    throw error;
  }
}

async function hashesOf(files: ModelBytes): Promise<Record<string, ZooFile>> {
  const hashes: Record<string, ZooFile> = {};
  for (const [name, bytes] of Object.entries(files)) {
    hashes[name] = { bytes: bytes.length, sha256: await sha256(bytes) };
  }
  return hashes;
}

/** The largest difference of WebAssembly from the native build, over all files. */
async function differenceBetweenRuntimes(
  files: ModelBytes,
  images: LabelledImages,
): Promise<number> {
  let most = 0;
  for (const bytes of Object.values(files)) {
    const batches = batchesFor(bytes, take(images, COMPARED_IMAGES));
    const native = await outputsOf(bytes, batches, "cpu");
    const { largest } = compareOutputs(await outputsOf(bytes, batches, "wasm"), native);
    most = Math.max(most, largest);
  }
  return most;
}

/** Images as inputs of a file; for a decoder, points of the latent space. */
function batchesFor(bytes: Uint8Array, { images, count }: LabelledImages): Batch[] {
  const [input] = decodeModel(bytes).graph!.input;
  const width = Number(tensorTypeOf(input!)!.shape[1]);
  const isImage = input!.name === "image";
  const generator = createGenerator(1);
  return Array.from({ length: Math.ceil(count / BATCH_SIZE) }, (_, batch) => {
    const rows = Math.min(BATCH_SIZE, count - BATCH_SIZE * batch);
    const from = IMAGE_PIXELS * BATCH_SIZE * batch;
    const data = isImage
      ? Float32Array.from(images.subarray(from, from + IMAGE_PIXELS * rows), (level) => level / 255)
      : Float32Array.from({ length: rows * width }, () => 4 * generator.uniform() - 2);
    const shape = isImage ? [rows, 1, IMAGE_SIDE, IMAGE_SIDE] : [rows, width];
    return [{ name: input!.name, shape, dtype: "float32", data }];
  });
}

function differing(classes: Uint8Array, others: Uint8Array): number {
  return classes.reduce((count, each, i) => each === others[i] ? count : count + 1, 0);
}
