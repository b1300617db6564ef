// This module is browser compatible.
import { WeftError } from "../error.ts";
import { IMAGE_PIXELS } from "../data/image.ts";
import type { ClassifierName, ModelName } from "./models.ts";

/** An .onnx file of the site. */
export interface ModelAsset {
  /** The title of the model, such as `Modified LeNet`. */
  readonly title: string;
  /** The file, relative to the page. */
  readonly file: string;
  /** Its length in bytes. */
  readonly bytes: number;
  /** Trainable parameters of the whole model; of the VAE: of encoder and decoder together. */
  readonly parameters?: number;
  /** Accuracy on the test split of its data set, 0..1; only of classifiers. */
  readonly testAccuracy?: number;
  /** The comparison with the float32 files where the weights have 8 bits. */
  readonly smaller?: {
    /** Bytes of the float32 files. */
    readonly float32Bytes: number;
    /** Test images with another class than the float32 file gives, of so many. */
    readonly otherClass: number;
    readonly testImages: number;
  };
  /** The name of its run. */
  readonly run: string;
}

/** The outputs of a classifier for the site's images, computed by Deno when it built the site. */
export interface OutputsAsset {
  /** float32, little-endian, [count, width], relative to the page. */
  readonly file: string;
  readonly width: number;
  /** The number of images, from the first. */
  readonly count: number;
  /** The execution provider that computed them, such as `cpu (onnxruntime-node)`. */
  readonly provider: string;
}

/**
 * The backends in Deno that compute the reference logits: the native build of ONNX Runtime, and the
 * WebAssembly build that browsers run too.
 */
export const REFERENCES = ["cpu", "wasm"] as const;

/** One of {@linkcode REFERENCES}. */
export type Reference = typeof REFERENCES[number];

/** The content of `manifest.json`: the files of a site. */
export interface Manifest {
  readonly weft: string;
  readonly dataset: {
    readonly name: string;
    readonly title: string;
    /** True when the images were drawn by code: the page says so. */
    readonly synthetic: boolean;
  };
  /** Class names by label. */
  readonly classes: readonly string[];
  /** The test images: bytes, [count,28,28], light on black. Their labels: bytes, [count]. */
  readonly images: { readonly file: string; readonly labels: string; readonly count: number };
  /** The images woven at the top of the page, [count,28,28], and their indices among all images. */
  readonly cover: {
    readonly file: string;
    readonly count: number;
    readonly indices: readonly number[];
  };
  readonly models: Readonly<Partial<Record<ModelName, ModelAsset>>>;
  /** The embeddings of all images, for the maps. */
  readonly embeddings: Readonly<Partial<Record<ClassifierName, OutputsAsset>>>;
  /** The reference logits of the first images, on each of {@linkcode REFERENCES}. */
  readonly logits: Readonly<
    Partial<Record<ClassifierName, Readonly<Record<Reference, OutputsAsset>>>>
  >;
}

/**
 * The data of the page. Each file is fetched once, on first use, and shared: do not write into it.
 */
export interface Assets {
  readonly manifest: Manifest;
  /** The test images: grey levels 0 (background) to 255, [count,28,28]. */
  images(): Promise<Uint8Array>;
  /** The labels of the test images, [count]. */
  labels(): Promise<Uint8Array>;
  /** The images woven at the top of the page, [cover.count,28,28]. */
  cover(): Promise<Uint8Array>;
  /** The bytes of an .onnx file. */
  model(name: ModelName): Promise<Uint8Array>;
  /** The embeddings of all images, [count, width]. */
  embedding(name: ClassifierName): Promise<Float32Array>;
  /** The reference logits of the first images, [count, width]. */
  logits(name: ClassifierName, reference: Reference): Promise<Float32Array>;
}

/**
 * Opens the data of a site.
 *
 * @param base The URL that the site's files are relative to; `document.baseURI` in a page.
 * @throws {WeftError} `network` when the manifest cannot be fetched. The methods throw `network`
 * for their files, and `data` for a file of the wrong length or a model that the site does not
 * have.
 *
 * @example
 * ```ts ignore
 * const assets = await openAssets(document.baseURI);
 * const images = await assets.images();
 * ```
 */
export async function openAssets(base: string): Promise<Assets> {
  const manifest: Manifest = JSON.parse(
    new TextDecoder().decode(await fetchBytes("data/manifest.json", base)),
  );
  const fetched = new Map<string, Promise<Uint8Array>>();
  /** Fetches a file once; after a failure the next call fetches it again. */
  const fetchOnce = (file: string, length: number): Promise<Uint8Array> => {
    const known = fetched.get(file);
    if (known) return known;
    const bytes = fetchBytes(file, base).then((bytes) => requireLength(bytes, file, length));
    fetched.set(file, bytes);
    bytes.catch(() => fetched.delete(file));
    return bytes;
  };
  const floats = async (asset: OutputsAsset): Promise<Float32Array> => {
    const bytes = await fetchOnce(asset.file, 4 * asset.count * asset.width);
    return new Float32Array(bytes.buffer, bytes.byteOffset, asset.count * asset.width);
  };
  const { images, cover } = manifest;
  return {
    manifest,
    images: () => fetchOnce(images.file, IMAGE_PIXELS * images.count),
    labels: () => fetchOnce(images.labels, images.count),
    cover: () => fetchOnce(cover.file, IMAGE_PIXELS * cover.count),
    async model(name) {
      const { file, bytes } = requirePresent(manifest.models[name], name);
      return await fetchOnce(file, bytes);
    },
    embedding: async (name) => await floats(requirePresent(manifest.embeddings[name], name)),
    logits: async (name, reference) =>
      await floats(requirePresent(manifest.logits[name], name)[reference]),
  };
}

function requirePresent<Asset>(asset: Asset | undefined, name: ModelName): Asset {
  if (asset) return asset;
  throw new WeftError(
    "data",
    `Cannot show ${name}: this site was built without it`,
    "Train it, and build the site again",
  );
}

async function fetchBytes(file: string, base: string): Promise<Uint8Array> {
  const hint =
    "Reload the page; if that does not help, build the site again and upload all of its files";
  let response: Response;
  try {
    response = await fetch(new URL(file, base));
  } catch (cause) {
    throw new WeftError("network", `Cannot fetch ${file}: the server does not answer`, hint, {
      cause,
    });
  }
  if (!response.ok) {
    throw new WeftError(
      "network",
      `Cannot fetch ${file}: the server answered ${response.status}`,
      hint,
    );
  }
  return new Uint8Array(await response.arrayBuffer());
}

function requireLength(bytes: Uint8Array, file: string, length: number): Uint8Array {
  if (bytes.length === length) return bytes;
  throw new WeftError(
    "data",
    `Cannot use ${file}: expected ${length} bytes but found ${bytes.length}`,
    "The upload is incomplete or mixed: build the site again and upload all of its files",
  );
}
