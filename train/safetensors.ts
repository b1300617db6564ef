// This module is browser compatible.

import type { TensorData } from "../compiler/mod.ts";
import { WeftError } from "../error.ts";

/** A tensor of a file: its shape and its elements, row-major. */
export interface StoredTensor<Data extends TensorData = Float32Array> {
  readonly shape: readonly number[];
  readonly data: Data;
}

/** The contents of a file. */
export interface Safetensors<Data extends TensorData = Float32Array> {
  readonly tensors: ReadonlyMap<string, StoredTensor<Data>>;
  /** Texts about the file, by key. */
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** The types of tensors, by their names in a file. */
const ARRAYS = { F32: Float32Array, I32: Int32Array, BOOL: Uint8Array } as const;

type DTypeName = keyof typeof ARRAYS;

function dtypeOf(data: TensorData): DTypeName {
  if (data instanceof Float32Array) return "F32";
  return data instanceof Int32Array ? "I32" : "BOOL";
}

/**
 * Encodes float32, int32 and boolean tensors in the safetensors format
 * (https://github.com/huggingface/safetensors): an 8-byte length, a JSON header padded with spaces
 * to a multiple of 8 bytes, the data. Names are sorted, so equal contents give equal bytes.
 *
 * @example
 * ```ts
 * const tensors = new Map([["bias", { shape: [2], data: Float32Array.of(1, 2) }]]);
 * const bytes = encodeSafetensors({ tensors, metadata: { note: "two numbers" } });
 * console.assert(decodeSafetensors(bytes, "x").tensors.get("bias")!.data[1] === 2);
 * ```
 */
export function encodeSafetensors(
  { tensors, metadata }: Safetensors<TensorData>,
): Uint8Array<ArrayBuffer> {
  const names = [...tensors.keys()].sort();
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const name of names) {
    const { shape, data } = tensors.get(name)!;
    header[name] = { dtype: dtypeOf(data), shape, data_offsets: [end, end + data.byteLength] };
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
 * Decodes a file of {@linkcode encodeSafetensors} that has float32 tensors only.
 *
 * @param name The file in error messages.
 * @throws {WeftError} `checkpoint` when the file is truncated, damaged, or has a type other than
 * float32.
 */
export function decodeSafetensors(bytes: Uint8Array, name: string): Safetensors {
  return decodeTypes(bytes, name, ["F32"]) as Safetensors;
}

/**
 * Decodes a file of {@linkcode encodeSafetensors} with tensors of any type.
 *
 * @param name The file in error messages.
 * @throws {WeftError} `checkpoint` when the file is truncated or damaged.
 */
export function decodeAnySafetensors(bytes: Uint8Array, name: string): Safetensors<TensorData> {
  return decodeTypes(bytes, name, Object.keys(ARRAYS));
}

function decodeTypes(
  bytes: Uint8Array,
  name: string,
  types: readonly string[],
): Safetensors<TensorData> {
  const damaged = (why: string) =>
    new WeftError(
      "checkpoint",
      `Cannot read ${name}: ${why}`,
      "Restore the file from a copy, or train again with another --out",
    );
  if (bytes.length < 8) throw damaged(`it is truncated (${bytes.length} bytes)`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getBigUint64(0, true);
  if (headerLength > BigInt(bytes.length - 8)) {
    throw damaged("it is truncated, or not a safetensors file");
  }
  const start = 8 + Number(headerLength);
  const header = parseHeader(bytes.subarray(8, start));
  if (!header) throw damaged("its header is damaged");
  const tensors = new Map<string, StoredTensor<TensorData>>();
  let end = 0;
  const inOrder = header.entries.sort(([, { data_offsets: a }], [, { data_offsets: b }]) =>
    a[0] - b[0] || a[1] - b[1]
  );
  for (const [key, { dtype, shape, data_offsets: [from, to] }] of inOrder) {
    if (!types.includes(dtype)) {
      throw damaged(`the tensor '${key}' is ${dtype}, not ${types.join(", ")}`);
    }
    const ArrayOf = ARRAYS[dtype as DTypeName];
    const size = shape.reduce((product, length) => product * length, 1);
    if (to - from !== size * ArrayOf.BYTES_PER_ELEMENT) {
      throw damaged(`the tensor '${key}' is damaged`);
    }
    if (start + to > bytes.length) throw damaged("it is truncated");
    if (from < end) throw damaged(`the tensor '${key}' overlaps another`);
    if (from > end) throw damaged(`there are ${from - end} bytes before the tensor '${key}'`);
    end = to;
    // A copy, since the data may start at any byte.
    tensors.set(key, {
      shape,
      data: new ArrayOf(bytes.slice(start + from, start + to).buffer),
    });
  }
  const rest = bytes.length - start - end;
  if (rest !== 0) throw damaged(`it has ${rest} bytes too many`);
  return { tensors, metadata: header.metadata };
}

/** Parses the JSON header; `undefined` when it is not as in the format. */
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
