import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** Describes the contents of a folder without the expected files, for an error. */
export interface FolderDescription {
  /** A list of its entries: `a.csv, b.csv and 12 more`; `nothing`. */
  readonly contents: string;
  /** The next step for the layout that it resembles; `undefined` when it resembles none. */
  readonly advice: string | undefined;
}

/** Entries that a message names. */
const SHOWN = 6;

/** The entries of a folder. */
interface Entries {
  readonly path: string;
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** A layout of data sets that people have, and the next step for it. */
interface Layout {
  /** Tells the layout by the entries of a folder. */
  readonly test: (entries: Entries) => boolean;
  readonly advice: string;
}

const hasFile = (pattern: RegExp) => ({ files }: Entries) =>
  files.some((name) => pattern.test(name));
const CONVERT = "write its images as IDX files (docs/data.md), or choose --data synthetic";

/** The layouts, the more certain first. */
const LAYOUTS: readonly Layout[] = [
  {
    test: hasFile(/^emnist-.*ubyte/),
    advice: "It looks like EMNIST, which has more classes: rename the files of one of its sets",
  },
  {
    test: hasFile(/ubyte(\.gz)?$/),
    advice: "It looks like IDX files under other names: rename them as the four official files",
  },
  {
    test: hasFile(/\.part$/),
    advice: "It looks like a download that stopped: leave --data out to go on with it",
  },
  {
    test: hasFile(/^(data_batch_\d|test_batch)/),
    advice: `It looks like CIFAR-10, whose images are 32x32 and in colour: ${CONVERT}`,
  },
  {
    test: hasFile(/\.(zip|tar|tgz|tar\.gz|7z|rar)$/i),
    advice: "It looks like an archive that is not unpacked: unpack it, and name the folder",
  },
  {
    test: hasFile(/\.csv(\.gz)?$/i),
    advice: `It looks like a CSV export, as on Kaggle: ${CONVERT}`,
  },
  {
    test: hasFile(/\.(parquet|arrow)$/i),
    advice: `It looks like a data set of Hugging Face: ${CONVERT}`,
  },
  { test: hasFile(/\.(npz|npy|pt|pkl|mat)$/i), advice: `It looks like saved arrays: ${CONVERT}` },
  {
    test: hasFile(/\.(png|jpe?g|gif|webp|bmp)$/i),
    advice: "It looks like pictures: deno task infer --input classifies them; to train, " + CONVERT,
  },
  {
    test: ({ folders }) => folders.length > 1,
    advice: `It looks like a folder for each class: ${CONVERT}`,
  },
];

/**
 * Describes a folder that lacks the expected files: what it holds, and where the files may be.
 *
 * @param isWanted Tells the files that are looked for. A folder below that holds one of them is
 * named, at most two levels deep, as torchvision makes it (`FashionMNIST/raw`).
 */
export async function describeFolder(
  path: string,
  isWanted: (file: string) => boolean,
): Promise<FolderDescription> {
  const entries = await entriesOf(path);
  const all = [...entries.folders.map((name) => `${name}/`), ...entries.files].sort();
  const shown = all.slice(0, SHOWN).join(", ");
  const contents = all.length === 0
    ? "nothing"
    : all.length > SHOWN
    ? `${shown} and ${all.length - SHOWN} more`
    : shown;
  const below = await folderBelow(entries, isWanted, 2);
  const advice = below
    ? `The files are in ${below}: name that folder`
    : LAYOUTS.find(({ test }) => test(entries))?.advice;
  return { contents, advice };
}

/** Finds a folder below that holds one of the files. */
async function folderBelow(
  { path, folders }: Entries,
  isWanted: (file: string) => boolean,
  depth: number,
): Promise<string | undefined> {
  if (depth === 0) return undefined;
  for (const folder of folders.slice(0, SHOWN)) {
    const entries = await entriesOf(join(path, folder));
    if (entries.files.some(isWanted)) return entries.path;
    const below = await folderBelow(entries, isWanted, depth - 1);
    if (below) return below;
  }
  return undefined;
}

/** The entries of a folder without hidden ones; none when it cannot be read. */
async function entriesOf(path: string): Promise<Entries> {
  const entries = (await readdir(path, { withFileTypes: true }).catch(() => []))
    .filter(({ name }) => !name.startsWith("."));
  const namesOf = (isFolder: boolean) =>
    entries.filter((entry) => entry.isDirectory() === isFolder).map(({ name }) => name).sort();
  return { path, files: namesOf(false), folders: namesOf(true) };
}
