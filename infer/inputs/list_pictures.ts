import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { fileError } from "../../cli/file.ts";
import { WeftError } from "../../error.ts";

/** The files that a path stands for, and what was found beside them. */
export interface PictureList {
  /** Files to read, in the order of their names, those of a folder before its subfolders. */
  readonly files: string[];
  /** Entries that have a picture's name and cannot be read. */
  readonly problems: WeftError[];
  /** Lines for the user, about what is passed over. */
  readonly notices: string[];
}

/** The extensions of the formats that weft reads, and of those that it names. */
const READ = new Set([".png", ".jpg", ".jpeg", ".gif", ".webp"]);
const NAMED: Readonly<Record<string, string>> = {
  ".heic": "HEIC",
  ".heif": "HEIC",
  ".avif": "AVIF",
  ".bmp": "BMP",
  ".tif": "TIFF",
  ".tiff": "TIFF",
  ".jxl": "JPEG XL",
  ".jp2": "JPEG 2000",
};

/** Files that macOS, Windows and network disks leave beside pictures. */
const CLUTTER = /^(\._.*|\.DS_Store|Thumbs\.db|desktop\.ini|__MACOSX|@eaDir)$/i;

/** The most subfolders that a line names. */
const NAMES_SHOWN = 3;

/**
 * Lists the pictures of a folder by their names. Any other path is listed as it is, whatever its
 * name.
 *
 * @param recursive True to list subfolders too. Links to folders are followed, each folder once.
 * @throws {WeftError} `file` when the path cannot be read, `data` when it is a folder without
 * pictures.
 */
export async function listPictures(path: string, recursive: boolean): Promise<PictureList> {
  const list: PictureList = { files: [], problems: [], notices: [] };
  const isFolder = await stat(path).then((entry) => entry.isDirectory(), (error) => {
    throw fileError("read", path, error);
  });
  if (!isFolder) {
    list.files.push(path);
    return list;
  }
  const passed = { folders: [] as string[], formats: new Map<string, number>() };
  await addFolder(path, recursive, new Set(), list, passed);
  if (list.files.length > 0 || list.problems.length > 0) {
    list.notices.push(...passedOver(path, passed));
    return list;
  }
  const what = passedOver(path, passed).join("; ");
  throw new WeftError(
    "data",
    `Cannot read ${path}: the folder has no images`,
    what || "Give a folder with .png, .jpg, .jpeg, .gif or .webp files in it",
  );
}

/** The contents of a folder beside its pictures. */
interface Passed {
  /** Subfolders, when they are not listed. */
  readonly folders: string[];
  /** The number of pictures in each format that is not read. */
  readonly formats: Map<string, number>;
}

async function addFolder(
  path: string,
  recursive: boolean,
  seen: Set<string>,
  list: PictureList,
  passed: Passed,
): Promise<void> {
  seen.add(await realpath(path));
  const names = await readdir(path).catch((error) => {
    throw fileError("read", path, error);
  });
  const folders: string[] = [];
  for (const name of names.filter((name) => !CLUTTER.test(name)).sort()) {
    const entry = join(path, name), extension = extname(name).toLowerCase();
    const kind = await kindOf(entry);
    if (kind === "folder" && (recursive || !READ.has(extension))) {
      if (!name.startsWith(".")) folders.push(entry);
    } else if (READ.has(extension)) {
      if (kind === "file") list.files.push(entry);
      else list.problems.push(refuseEntry(entry, kind));
    } else if (extension in NAMED) {
      const format = NAMED[extension]!;
      passed.formats.set(format, (passed.formats.get(format) ?? 0) + 1);
    }
  }
  if (!recursive) {
    passed.folders.push(...folders);
    return;
  }
  for (const folder of folders) {
    if (seen.has(await realpath(folder))) continue;
    await addFolder(folder, recursive, seen, list, passed).catch((error) => {
      if (!(error instanceof WeftError)) throw error;
      list.problems.push(error); // a subfolder that may not be read
    });
  }
}

/** The kind of an entry of a folder, through links. */
type Kind = "file" | "folder" | "link" | "other";

async function kindOf(path: string): Promise<Kind> {
  try {
    const entry = await stat(path);
    return entry.isFile() ? "file" : entry.isDirectory() ? "folder" : "other";
  } catch {
    return (await lstat(path)).isSymbolicLink() ? "link" : "other";
  }
}

const REASONS: Readonly<Record<Exclude<Kind, "file">, readonly [reason: string, hint: string]>> = {
  folder: ["it is a folder", "Add --recursive to read the pictures in it"],
  link: ["it is a link to nothing", "Remove it, or restore the file that it stands for"],
  other: ["it is a pipe or a device, not a file", "Remove it from the folder"],
};

function refuseEntry(path: string, kind: Exclude<Kind, "file">): WeftError {
  const [reason, hint] = REASONS[kind];
  return new WeftError("file", `Cannot read ${path}: ${reason}`, hint);
}

/** Says what a folder holds that is not read. */
function passedOver(path: string, { folders, formats }: Passed): string[] {
  const lines: string[] = [];
  if (formats.size > 0) {
    const counts = Array.from(formats, ([format, count]) => `${count} ${format}`).join(", ");
    lines.push(
      `${path} has pictures in formats that are not read (${counts}): convert them to PNG`,
    );
  }
  if (folders.length > 0) {
    const shown = folders.slice(0, NAMES_SHOWN).map((folder) => basename(folder)).join(", ");
    const more = folders.length > NAMES_SHOWN ? ` and ${folders.length - NAMES_SHOWN} more` : "";
    lines.push(`${path} has subfolders (${shown}${more}): add --recursive to read them too`);
  }
  return lines;
}
