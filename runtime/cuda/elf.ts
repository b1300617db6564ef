import { type FileHandle, open } from "node:fs/promises";
import { WeftError } from "../../error.ts";

/** The part of a shared library that the dynamic loader reads. */
export interface SharedLibrary {
  /** ELF's number of the processor: 62 is x86-64, 183 is AArch64. */
  readonly machine: number;
  /** The names of the libraries that it needs, such as `libcudart.so.12`. */
  readonly needs: readonly string[];
  /** The folders of its run path; `$ORIGIN` is its own. */
  readonly runpath: readonly string[];
}

const MAGIC = [0x7f, 0x45, 0x4c, 0x46];
const BITS_64 = 2, LITTLE_ENDIAN = 1;
const LOAD = 1, DYNAMIC = 2;
/** The bytes of an entry in the table of segments. */
const SEGMENT = 56;
/** Tags of the dynamic section. */
const TAGS = { needed: 1n, strings: 5n, rpath: 15n, runpath: 29n };
/** The limit in bytes of headers and dynamic sections; a larger one is invalid. */
const MAX_BYTES = 2 ** 24;

/**
 * Reads the dynamic section of a 64-bit little-endian ELF file, by the System V ABI (gabi 4+,
 * chapters 4 and 5). The rest of the file is not read.
 *
 * @param title The name of the file in errors.
 * @throws {WeftError} `file` when it is not such a file, or is truncated.
 */
export async function readSharedLibrary(
  path: string,
  title: string = path,
): Promise<SharedLibrary> {
  const file = await open(path);
  try {
    const header = await read(file, title, 0, 64);
    const bytes = new Uint8Array(header.buffer);
    if (!MAGIC.every((byte, i) => bytes[i] === byte)) throw broken(title, "it is not an ELF file");
    if (bytes[4] !== BITS_64 || bytes[5] !== LITTLE_ENDIAN) {
      throw broken(title, "it is not for a 64-bit little-endian processor");
    }
    const [entries, size] = [header.getUint16(56, true), header.getUint16(54, true)];
    if (size < SEGMENT) throw broken(title, "its headers are invalid");
    const table = await read(file, title, Number(header.getBigUint64(32, true)), entries * size);
    const segments = Array.from({ length: entries }, (_, i) => ({
      type: table.getUint32(i * size, true),
      offset: Number(table.getBigUint64(i * size + 8, true)),
      address: Number(table.getBigUint64(i * size + 16, true)),
      length: Number(table.getBigUint64(i * size + 32, true)),
    }));
    const { size: fileSize } = await file.stat();
    const sectionsEnd = Number(header.getBigUint64(40, true)) +
      header.getUint16(58, true) * header.getUint16(60, true);
    const ends = segments.filter(({ type }) => type === LOAD)
      .map(({ offset, length }) => offset + length);
    if (Math.max(sectionsEnd, ...ends) > fileSize) throw broken(title, "it is truncated");
    const dynamic = segments.find(({ type }) => type === DYNAMIC);
    if (!dynamic) throw broken(title, "it is not a shared library");
    const section = await read(file, title, dynamic.offset, dynamic.length);
    const tagged = (tag: bigint) =>
      Array.from({ length: Math.floor(dynamic.length / 16) }, (_, i) => i * 16)
        .filter((at) => section.getBigUint64(at, true) === tag)
        .map((at) => Number(section.getBigUint64(at + 8, true)));
    const address = tagged(TAGS.strings)[0] ?? 0;
    const holder = segments.find(({ type, address: start, length }) =>
      type === LOAD && address >= start && address < start + length
    );
    if (!holder) throw broken(title, "its table of names is missing");
    const stringAt = async (at: number) => {
      const from = holder.offset + address - holder.address + at;
      const text = await read(file, title, from, Math.min(4096, fileSize - from));
      return new TextDecoder("latin1").decode(text.buffer as ArrayBuffer).split("\0")[0]!;
    };
    const strings = (tag: bigint) => Promise.all(tagged(tag).map(stringAt));
    const folders = [...await strings(TAGS.rpath), ...await strings(TAGS.runpath)];
    return {
      machine: header.getUint16(18, true),
      needs: await strings(TAGS.needed),
      runpath: folders.flatMap((list) => list.split(":")),
    };
  } finally {
    await file.close();
  }
}

async function read(
  file: FileHandle,
  title: string,
  at: number,
  length: number,
): Promise<DataView> {
  const sound = Number.isSafeInteger(at) && at >= 0 && length >= 0 && length <= MAX_BYTES;
  if (!sound) throw broken(title, "its headers are invalid");
  const bytes = new Uint8Array(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  if (bytesRead < length) throw broken(title, "it is truncated");
  return new DataView(bytes.buffer);
}

function broken(title: string, why: string): WeftError {
  return new WeftError("file", `Cannot use ${title}: ${why}`, "Download it again");
}
