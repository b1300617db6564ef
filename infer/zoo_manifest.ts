// This module is browser compatible.

/** The size and hash of a file of the zoo, which it is checked against. */
export interface ZooFile {
  readonly bytes: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/** A model in the manifest: the values that are needed to use it. */
export interface ZooModel {
  /** Its title in figures. */
  readonly title: string;
  /**
   * Its .onnx files by name: `model.onnx` of a classifier, `encoder.onnx` and `decoder.onnx` of a
   * VAE.
   */
  readonly files: Readonly<Record<string, ZooFile>>;
  /** The command that trained it. */
  readonly command: string;
  readonly seed: number;
  /** The number of trainable parameters. */
  readonly parameters?: number;
  /** Its scores on the test images, as summary.json has them. */
  readonly test: Readonly<Record<string, number>>;
  /** Its measured variants, and which of them the page takes; absent until they are measured. */
  readonly variants?: ZooVariants;
}

/** The contents of `zoo.json`: the models by name. */
export interface ZooManifest {
  readonly models: Readonly<Record<string, ZooModel>>;
}

/**
 * The variants of a model in the zoo: float32, float16, weights in 8 bits, and convolutions and
 * products in 8 bits with the ranges of training images.
 */
export const VARIANT_KINDS = ["float32", "fp16", "int8", "int8-static"] as const;

/** One of {@linkcode VARIANT_KINDS}. */
export type VariantKind = typeof VARIANT_KINDS[number];

/** Measurements of a variant. */
export interface ZooVariant {
  /** The size and hash of each file; those of float32 are in the zoo, others are made of them. */
  readonly files: Readonly<Record<string, ZooFile>>;
  /** Accuracy (0..1) of a classifier, ELBO (nats) of a VAE, on the validation images. */
  readonly validation: number;
  /** The same on the test images, which decide nothing. */
  readonly test: number;
  /** Validation images with another class than float32 gives; 0 for a VAE. */
  readonly otherClass: number;
  /** Test images with another class than float32 gives; 0 for a VAE. */
  readonly otherTestClass: number;
  /**
   * The largest difference of an output between the WebAssembly build and the native build of ONNX
   * Runtime, relative to the largest number of the output, on validation images.
   */
  readonly betweenRuntimes: number;
}

/**
 * The variants that the page may take: those that are made of the float32 file alone, without
 * images.
 */
export const PAGE_KINDS = ["float32", "int8"] as const satisfies readonly VariantKind[];

/** The measured variants of a model, and the one that the page takes. */
export interface ZooVariants {
  readonly page: typeof PAGE_KINDS[number];
  /** The validation images: the last of the training images. */
  readonly validationImages: number;
  readonly testImages: number;
  readonly measured: Readonly<Partial<Record<VariantKind, ZooVariant>>>;
}
