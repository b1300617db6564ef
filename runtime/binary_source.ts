// This module is browser compatible.
import { WeftError } from "../error.ts";

/**
 * Bytes in the forms that browsers and servers give them: typed arrays and `Buffer`, the result of
 * `file.arrayBuffer()`, a `Blob` or `File`, and the `Response` of `fetch()`.
 */
export type BinarySource = ArrayBufferView | ArrayBuffer | Blob | Response;

/**
 * Tells a {@linkcode BinarySource} from other values. It looks at the value and not at its class:
 * a frame, a worker of a test runner and a polyfill have classes of their own.
 */
export function isBinarySource(value: unknown): value is BinarySource {
  return ArrayBuffer.isView(value) || isArrayBuffer(value) || isReadable(value);
}

/**
 * Returns the bytes of a source, without a copy where it is in memory.
 *
 * @param name The name of the source in errors.
 * @throws {WeftError} `usage` for another value, `network` for a response that is an error or was
 * read before, `file` for a file that cannot be read.
 *
 * @example
 * ```ts
 * const bytes = await bytesOf(new Blob(["abc"]), "text");
 * console.assert(bytes.length === 3);
 * ```
 */
export async function bytesOf(source: BinarySource, name: string): Promise<Uint8Array> {
  if (ArrayBuffer.isView(source)) {
    return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  }
  if (isArrayBuffer(source)) return new Uint8Array(source);
  if (!isReadable(source)) {
    const type = Object.prototype.toString.call(source).slice("[object ".length, -1);
    throw new WeftError(
      "usage",
      `Cannot read ${name}: expected its bytes, got ${type}`,
      "Pass a Uint8Array, ArrayBuffer, Blob, File or Response",
    );
  }
  const isResponse = "ok" in source;
  const refuse = (reason: string, cause?: unknown) =>
    new WeftError(
      isResponse ? "network" : "file",
      `Cannot read ${name}: ${reason}`,
      isResponse ? "Check the address, and read a response only once" : "Choose the file again",
      { cause },
    );
  if (isResponse && !source.ok) throw refuse(`the server answered ${source.status}`);
  try {
    return new Uint8Array(await source.arrayBuffer());
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error), error);
  }
}

/** The name that a source has of its own: of a `File`, or the address of a `Response`. */
export function nameOf(source: BinarySource): string | undefined {
  if (typeof source !== "object" || source === null) return undefined;
  if ("name" in source && typeof source.name === "string") return source.name;
  return "url" in source && source.url ? source.url : undefined;
}

function isArrayBuffer(value: unknown): value is ArrayBuffer {
  const tag = Object.prototype.toString.call(value);
  return tag === "[object ArrayBuffer]" || tag === "[object SharedArrayBuffer]";
}

function isReadable(value: unknown): value is Blob | Response {
  return typeof value === "object" && value !== null &&
    typeof (value as Partial<Blob>).arrayBuffer === "function";
}
