import { join } from "node:path";
import { encodeIdx } from "../data/idx.ts";
import { synthesize } from "../data/synthetic.ts";

/** The number of images of each split of the small data set. */
export const COUNTS = { train: 2_000, test: 60 } as const;

/** Few images, for tests that only need a run. */
export const FEW = { train: 60, test: 20 } as const;

/** The flags of a short run. */
export const SHORT = "--model lenet --epochs 1 --batch-size 20".split(" ");

/** The endings of the official names of image and label files. */
export const IMAGES = "-images-idx3-ubyte", LABELS = "-labels-idx1-ubyte";

/** Writes a small synthetic set as four IDX files, for `--data folder --unverified`. */
export async function writeSmallData(
  folder: string,
  counts: Readonly<Record<keyof typeof COUNTS, number>> = COUNTS,
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (const [split, name] of [["train", "train"], ["test", "t10k"]] as const) {
    const count = counts[split];
    const { images, labels } = synthesize({ split, count });
    await Deno.writeFile(join(folder, name + IMAGES), encodeIdx([count, 28, 28], images));
    await Deno.writeFile(join(folder, name + LABELS), encodeIdx([count], labels));
  }
}

/** Runs a test in a new folder, which has the small data set in `data`. */
export async function withSmallData(
  test: (folder: string) => Promise<void>,
  counts: Readonly<Record<keyof typeof COUNTS, number>> = COUNTS,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "weft-" });
  try {
    await writeSmallData(join(folder, "data"), counts);
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The flags that train on the small data set of `folder`. */
export const smallDataFlags = (folder: string): string[] => [
  "--data",
  join(folder, "data"),
  "--unverified",
];
