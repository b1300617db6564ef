// This module is browser compatible.
import { WeftError } from "../error.ts";
import { IMAGE_PIXELS } from "../data/image.ts";

/** The models that a page can have. A run of the VAE gives both `encoder` and `decoder`. */
export type ModelName = "lenet" | "lenet-modified" | "encoder" | "decoder";

/** The two of them that classify. */
export type ClassifierName = "lenet" | "lenet-modified";

/** An .onnx file of the site. */
export interface ModelAsset {
  /** What people call the model, such as `Modified LeNet`. */
  readonly title: string;
  /** The file, relative to the page. */
  readonly file: string;
  /** Its length in bytes. */
  readonly bytes: number;
  /**
   * Trainable parameters of the whole model (for a half of the VAE: of both halves), where its run
   * says.
   */
  readonly parameters?: number;
  /** Accuracy on the test images of its data set, 0..1; only of classifiers. */
  readonly testAccuracy?: number;
  /** The run that it comes from. */
  readonly run: string;
}

/** What a classifier gave for the site's images when Deno built the site. */
export interface OutputsAsset {
  /** float32, little-endian, [count, width], relative to the page. */
  readonly file: string;
  readonly width: number;
  /** How many of the images, from the first. */
  readonly count: number;
  /** What computed them, such as `cpu (onnxruntime-node)`. */
  readonly provider: string;
}

/**
 * What computes the logits that the page compares its own with: Deno's native build, and the build
 * that browsers run.
 */
export const REFERENCES = ["cpu", "wasm"] as const;

/** One of {@linkcode REFERENCES}. */
export type Reference = typeof REFERENCES[number];

/** What a site has: `manifest.json`. */
export interface Manifest {
  readonly weft: string;
  readonly dataset: {
    readonly name: string;
    readonly title: string;
    /** Whether the images were drawn by code: the page says so. */
    readonly synthetic: boolean;
  };
  /** Class names by label. */
  readonly classes: readonly string[];
  /** The test images: bytes, [count,28,28], light on black; and their labels, [count]. */
  readonly images: { readonly file: string; readonly labels: string; readonly count: number };
  /** A few of the images, for the page's cloth: [count,28,28], and their numbers among all. */
  readonly cover: {
    readonly file: string;
    readonly count: number;
    readonly indices: readonly number[];
  };
  readonly models: Readonly<Partial<Record<ModelName, ModelAsset>>>;
  /** The layer before the last, for the maps; of all images. */
  readonly embeddings: Readonly<Partial<Record<ClassifierName, OutputsAsset>>>;
  /**
   * To compare the page's runtimes with: the logits of the first images, on each of {@linkcode
   * REFERENCES}.
   */
  readonly logits: Readonly<
    Partial<Record<ClassifierName, Readonly<Record<Reference, OutputsAsset>>>>
  >;
}

/**
 * The data of the page. Each file is fetched when it is first asked for, once, and shared: do not
 * write into it.
 */
export interface Assets {
  readonly manifest: Manifest;
  /** Grey levels 0 (background) to 255, [count,28,28]. */
  images(): Promise<Uint8Array>;
  /** Class numbers, [count]. */
  labels(): Promise<Uint8Array>;
  /** [cover.count,28,28]. */
  cover(): Promise<Uint8Array>;
  /** The bytes of an .onnx file. */
  model(name: ModelName): Promise<Uint8Array>;
  /** [count, width] of `manifest.embeddings`. */
  embedding(name: ClassifierName): Promise<Float32Array>;
  /** [count, width] of `manifest.logits`. */
  logits(name: ClassifierName, reference: Reference): Promise<Float32Array>;
}

/**
 * Opens the data of a site.
 *
 * @param base The address that the site's files are relative to; `document.baseURI` in a page.
 * @throws {WeftError} `network` when the manifest cannot be fetched; the methods throw it for their
 * files, and `data` for a file that is not as long as the manifest says or a model that the site
 * has not.
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
  /** A file that failed is asked for again the next time. */
  const once = (file: string, length: number): Promise<Uint8Array> => {
    const known = fetched.get(file);
    if (known) return known;
    const bytes = fetchBytes(file, base).then((bytes) => requireLength(bytes, file, length));
    fetched.set(file, bytes);
    bytes.catch(() => fetched.delete(file));
    return bytes;
  };
  const floats = async (asset: OutputsAsset): Promise<Float32Array> => {
    const bytes = await once(asset.file, 4 * asset.count * asset.width);
    return new Float32Array(bytes.buffer, bytes.byteOffset, asset.count * asset.width);
  };
  const { images, cover } = manifest;
  return {
    manifest,
    images: () => once(images.file, IMAGE_PIXELS * images.count),
    labels: () => once(images.labels, images.count),
    cover: () => once(cover.file, IMAGE_PIXELS * cover.count),
    async model(name) {
      const { file, bytes } = present(manifest.models[name], name);
      return await once(file, bytes);
    },
    embedding: async (name) => await floats(present(manifest.embeddings[name], name)),
    logits: async (name, reference) =>
      await floats(present(manifest.logits[name], name)[reference]),
  };
}

function present<Asset>(asset: Asset | undefined, name: ModelName): Asset {
  if (asset) return asset;
  throw new WeftError(
    "data",
    `Cannot show ${name}: this site was built without it`,
    `Train it, and build the site with --run and the run's name`,
  );
}

async function fetchBytes(file: string, base: string): Promise<Uint8Array> {
  const hint =
    "Reload the page; if it stays away, build the site again and upload all of its files";
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
    `Cannot use ${file}: it has ${bytes.length} bytes, ${length} were expected`,
    "It was cut short or belongs to another site: build the site again and upload all of its files",
  );
}
