import { join } from "node:path";
import { encodeIdx } from "../data/idx.ts";
import { synthesize } from "../data/synthetic.ts";

/** How many images the small data set has. */
export const COUNTS = { train: 2_000, test: 60 } as const;

/** Images enough for a run that only has to happen. */
export const FEW = { train: 60, test: 20 } as const;

/** The flags of such a run. */
export const SHORT = "--model lenet --epochs 1 --batch-size 20".split(" ");

/** The official name of each split's files, and their endings. */
export const IMAGES = "-images-idx3-ubyte", LABELS = "-labels-idx1-ubyte";

/** Writes a small set of drawn garments as the four IDX files: `--data folder --unverified` takes it. */
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

/** Runs a test in a new folder with the small data set in `data` below it. */
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
