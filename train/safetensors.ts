// This module is browser compatible.

import { WeftError } from "../error.ts";

/** A float32 tensor of a file: its shape and its elements, row-major. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What a file holds. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Texts about the file, by key. */
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * Writes float32 tensors in the safetensors format (https://github.com/huggingface/safetensors): an
 * 8-byte length, a JSON header padded with spaces to 8 bytes, the data. Names are sorted, so equal
 * contents give equal bytes.
 *
 * @example
 * ```ts
 * const tensors = new Map([["bias", { shape: [2], data: Float32Array.of(1, 2) }]]);
 * const bytes = encodeSafetensors({ tensors, metadata: { note: "two numbers" } });
 * console.assert(decodeSafetensors(bytes, "x").tensors.get("bias")!.data[1] === 2);
 * ```
 */
export function encodeSafetensors({ tensors, metadata }: Safetensors): Uint8Array<ArrayBuffer> {
  const names = [...tensors.keys()].sort();
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const name of names) {
    const { shape, data } = tensors.get(name)!;
    header[name] = { dtype: "F32", shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + end).fill(0x20, 8, 8 + headerLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(json, 8);
  let at = 8 + headerLength;
  for (const name of names) {
    const { buffer, byteOffset, byteLength } = tensors.get(name)!.data;
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}

/**
 * Reads what {@linkcode encodeSafetensors} writes. `name` is what errors call the file.
 *
 * @throws {WeftError} `checkpoint` when the file is cut short, damaged, or holds another type than
 * float32.
 */
export function decodeSafetensors(bytes: Uint8Array, name: string): Safetensors {
  const damaged = (why: string) =>
    new WeftError(
      "checkpoint",
      `Cannot read ${name}: ${why}`,
      "Restore the file from a copy, or train again with another --out",
    );
  if (bytes.length < 8) throw damaged(`it is cut short (${bytes.length} bytes)`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getBigUint64(0, true);
  if (headerLength > BigInt(bytes.length - 8)) {
    throw damaged("it is cut short, or not a safetensors file");
  }
  const start = 8 + Number(headerLength);
  const header = parseHeader(bytes.subarray(8, start));
  if (!header) throw damaged("its header is damaged");
  const tensors = new Map<string, StoredTensor>();
  let end = start;
  for (const [key, { dtype, shape, data_offsets: [from, to] }] of header.entries) {
    if (dtype !== "F32") throw damaged(`the tensor '${key}' is ${dtype}, not F32`);
    const size = shape.reduce((product, length) => product * length, 1);
    if (to - from !== size * 4) throw damaged(`the tensor '${key}' is damaged`);
    if (start + to > bytes.length) throw damaged("it is cut short");
    end = Math.max(end, start + to);
    // A copy, since the data may start at any byte.
    tensors.set(key, {
      shape,
      data: new Float32Array(bytes.slice(start + from, start + to).buffer),
    });
  }
  if (end !== bytes.length) throw damaged(`${bytes.length - end} bytes too many at its end`);
  return { tensors, metadata: header.metadata };
}

/** The JSON header, or `undefined` when it is anything else than the format says. */
function parseHeader(bytes: Uint8Array) {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  if (!isRecord(header)) return undefined;
  const { __metadata__: metadata = {}, ...rest } = header;
  const entries = Object.entries(rest);
  const texts = isRecord(metadata) && Object.values(metadata).every((v) => typeof v === "string");
  if (!texts || !entries.every(isNamedEntry)) return undefined;
  return { metadata: metadata as Record<string, string>, entries };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const areCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);

function isNamedEntry(named: [string, unknown]): named is [string, Entry] {
  const [, entry] = named;
  return isRecord(entry) && typeof entry.dtype === "string" && areCounts(entry.shape) &&
    areCounts(entry.data_offsets) && entry.data_offsets.length === 2;
}
