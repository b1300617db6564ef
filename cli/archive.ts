import { Buffer } from "node:buffer";
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path/posix";
import { Readable } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";
import { fileError } from "./file.ts";
import { WeftError } from "../error.ts";

/** A file in a ZIP archive, as its list of files describes it. */
export interface Entry {
  /** Its path within the archive. */
  readonly path: string;
  /** The compression: 0 is none, 8 is deflate. */
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** The position of its own header. */
  readonly at: number;
}

/** The contents of a ZIP archive, without the bytes of its files. */
export interface Archive {
  readonly entries: readonly Entry[];
  /** The text at its end. */
  readonly comment: string;
}

/** The signatures of the records, and their lengths without the names. */
const END = { mark: 0x06054b50, bytes: 22 };
const CENTRAL = { mark: 0x02014b50, bytes: 46 };
const LOCAL = { mark: 0x04034b50, bytes: 30 };
/** The longest comment after the end record. */
const COMMENT = 0xffff;
/** The limit in bytes of the list of files. */
const MAX_LIST = 2 ** 24;
/** The value of a field whose number does not fit and is in another record (ZIP64). */
const ZIP64 = 0xffffffff;

/**
 * Reads the list of files of a ZIP archive, such as a Python wheel, by PKWARE's APPNOTE 6.3.9,
 * sections 4.3.6 to 4.3.16. The contents of the files are not read.
 *
 * @throws {WeftError} `file` when it is not an archive, is truncated, or larger than 4 GB.
 */
export async function readArchive(path: string): Promise<Archive> {
  const file = await openArchive(path);
  try {
    const { size } = await file.stat();
    const tail = await read(file, path, Math.max(0, size - COMMENT - END.bytes), size);
    const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
    if (at < 0 || tail.length - at < END.bytes) {
      throw broken(path, "it is not a ZIP archive, or is truncated");
    }
    const end = tail.subarray(at);
    const count = end.readUInt16LE(10), length = end.readUInt32LE(12), start = end.readUInt32LE(16);
    if (length > MAX_LIST || start === ZIP64 || start + length > size) {
      throw broken(path, "its list of files is invalid");
    }
    const list = await read(file, path, start, start + length);
    const entries: Entry[] = [];
    for (let from = 0, i = 0; i < count; i++) {
      if (from + CENTRAL.bytes > list.length || list.readUInt32LE(from) !== CENTRAL.mark) {
        throw broken(path, "its list of files is invalid");
      }
      const name = list.readUInt16LE(from + 28);
      const more = list.readUInt16LE(from + 30) + list.readUInt16LE(from + 32);
      entries.push({
        path: list.toString("utf8", from + CENTRAL.bytes, from + CENTRAL.bytes + name),
        method: list.readUInt16LE(from + 10),
        crc: list.readUInt32LE(from + 16),
        packedBytes: list.readUInt32LE(from + 20),
        bytes: list.readUInt32LE(from + 24),
        at: list.readUInt32LE(from + 42),
      });
      from += CENTRAL.bytes + name + more;
    }
    return { entries, comment: end.toString("utf8", END.bytes) };
  } finally {
    await file.close();
  }
}

/** Finds the entry with a name, in any folder of the archive. */
export function entryNamed({ entries }: Archive, name: string): Entry | undefined {
  return entries.find(({ path }) => basename(path) === name);
}

/**
 * Unpacks one file of an archive, piece by piece.
 *
 * @yields Its bytes. The last piece is yielded only when length and CRC-32 are right.
 * @throws {WeftError} `file` when the archive is damaged there.
 */
export async function* unpack(path: string, entry: Entry): AsyncGenerator<Uint8Array> {
  if (entry.method !== 0 && entry.method !== 8 || entry.packedBytes === ZIP64) {
    throw broken(path, `${entry.path} in it has an unsupported compression`);
  }
  const start = await contentStart(path, entry);
  const packed = entry.packedBytes === 0
    ? Readable.from([])
    : createReadStream(path, { start, end: start + entry.packedBytes - 1 });
  const content = entry.method === 0 ? packed : packed.pipe(createInflateRaw());
  packed.on("error", (error: Error) => content.destroy(error));
  let crc = 0, bytes = 0;
  try {
    for await (const piece of content as AsyncIterable<Uint8Array>) {
      crc = crc32(piece, crc);
      bytes += piece.length;
      if (bytes > entry.bytes) break;
      if (bytes === entry.bytes && crc !== entry.crc) break;
      yield piece;
    }
  } catch (error) {
    if (error instanceof WeftError) throw error;
    throw broken(path, `${entry.path} in it is damaged`, error);
  } finally {
    packed.destroy();
    content.destroy();
  }
  if (bytes !== entry.bytes || crc !== entry.crc) {
    throw broken(path, `${entry.path} in it is damaged`);
  }
}

/** Reads the position of an entry's content, which follows its own header of variable length. */
async function contentStart(path: string, entry: Entry): Promise<number> {
  const file = await openArchive(path);
  try {
    const header = await read(file, path, entry.at, entry.at + LOCAL.bytes);
    if (header.readUInt32LE(0) !== LOCAL.mark) {
      throw broken(path, "its list of files is invalid");
    }
    return entry.at + LOCAL.bytes + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await file.close();
  }
}

async function openArchive(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw fileError("read", path, error);
  }
}

async function read(file: FileHandle, path: string, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.alloc(to - from);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
  if (bytesRead < bytes.length) throw broken(path, "it is truncated");
  return bytes;
}

function broken(path: string, why: string, cause?: unknown): WeftError {
  return new WeftError("file", `Cannot use ${path}: ${why}`, "Download it again", { cause });
}
