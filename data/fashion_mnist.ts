// This module is browser compatible.

/** One of the four official files of Fashion-MNIST (Xiao, Rasul and Vollgraf 2017). */
export interface OfficialFile {
  /** The name without `.gz`. */
  readonly name: string;
  /** The SHA-256 of the raw IDX bytes, in hexadecimal. They are the same on every mirror. */
  readonly sha256: string;
  /** The length of the raw IDX file in bytes. */
  readonly bytes: number;
}

/** The two files of one split. */
export interface SplitFiles {
  /** Grey levels, [count, 28, 28]. */
  readonly images: OfficialFile;
  /** Class numbers, [count]. */
  readonly labels: OfficialFile;
}

/** The name of a split. */
export type Split = "train" | "test";

/** The official files by split: 60,000 training images and 10,000 test images. */
export const OFFICIAL_FILES: Readonly<Record<Split, SplitFiles>> = {
  train: {
    images: {
      name: "train-images-idx3-ubyte",
      sha256: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
      bytes: 47_040_016,
    },
    labels: {
      name: "train-labels-idx1-ubyte",
      sha256: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
      bytes: 60_008,
    },
  },
  test: {
    images: {
      name: "t10k-images-idx3-ubyte",
      sha256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
      bytes: 7_840_016,
    },
    labels: {
      name: "t10k-labels-idx1-ubyte",
      sha256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
      bytes: 10_008,
    },
  },
};

/** The names of the classes 0 to 9, as the authors of Fashion-MNIST give them. */
export const CLASS_NAMES: readonly string[] = [
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
];

/**
 * The mirrors of the four `.gz` files, in the order of attempts: folders, ending in `/`. The last
 * is the address in the paper, which has no https. Every download is checked by its SHA-256.
 */
export const MIRRORS: readonly string[] = [
  "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
  "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
  "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
];
