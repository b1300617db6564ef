import JSZip from "jszip";

/** A file of an archive: its path there and its bytes. */
export interface PackedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Options of {@linkcode zip}. */
export interface ZipOptions {
  /** A text at the end of the archive. */
  readonly comment?: string;
  /** Called with the share that is done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** The date of every file: the first of the format, so that equal files give equal bytes. */
const DATE = new Date(Date.UTC(1980, 0, 1));

/**
 * Packs files into a ZIP archive. The same files in the same order give the same bytes. PNGs are
 * stored as they are, because they are compressed already.
 *
 * @param files The files, with `/` in their paths.
 *
 * @example
 * ```ts
 * const bytes = await zip([{ path: "a/b.txt", bytes: new Uint8Array(100) }]);
 * console.assert(bytes.length < 200);
 * ```
 */
export async function zip(
  files: readonly PackedFile[],
  { comment = "", onProgress }: ZipOptions = {},
): Promise<Uint8Array> {
  const archive = new JSZip();
  for (const { path, bytes } of files) {
    const compression = path.endsWith(".png") ? "STORE" : "DEFLATE";
    archive.file(path, bytes, { date: DATE, compression, createFolders: false });
  }
  return await archive.generateAsync(
    { type: "uint8array", platform: "UNIX", comment },
    ({ percent }) => onProgress?.(percent / 100),
  );
}
