// This module is browser compatible.
import { host } from "#host";
import { WeftError } from "../error.ts";
import { type BinarySource, bytesOf, isBinarySource, nameOf } from "./binary_source.ts";

/** A file: an address, (in Deno and Node) a path, or its bytes in any form. */
export type FileSource = string | URL | BinarySource;

/**
 * The name of a source in errors: its path or address, the name of a `File`, or else `fallback`.
 */
export function sourceName(source: FileSource, fallback: string): string {
  return isBinarySource(source) ? nameOf(source) ?? fallback : String(source);
}

/**
 * Reads a model file.
 *
 * @param source The bytes, an address, or (in Deno and Node) a path.
 * @param name The name of the model in errors.
 * @throws {WeftError} `file` or `network` when it cannot be read, `model` when it is empty.
 */
export async function readSource(
  source: FileSource,
  name: string,
): Promise<Uint8Array> {
  const isAddress = typeof source === "string" || source instanceof URL;
  const bytes = isAddress ? await fetchSource(source) : await bytesOf(source, name);
  if (bytes.length > 0) return bytes;
  throw new WeftError("model", `Cannot load ${name}: it is empty`, "Export it again");
}

/**
 * Reads the file at an address or (in Deno and Node) at a path.
 *
 * @throws {WeftError} `file` or `network` when it cannot be read.
 */
export async function fetchSource(source: string | URL): Promise<Uint8Array> {
  const isFile = source instanceof URL
    ? source.protocol === "file:"
    : !/^[a-z][a-z+.-]+:/i.test(source);
  if (isFile && host.readFile) {
    return await host.readFile(source).catch((error: unknown) => {
      throw new WeftError(
        "file",
        `Cannot read ${source}: ${(error as Error).message}`,
        "Check the path, or train a model first (deno task train)",
        { cause: error },
      );
    });
  }
  try {
    const response = await fetch(source);
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw new WeftError(
      "network",
      `Cannot fetch ${source}: ${error instanceof Error ? error.message : error}`,
      "Check the address and the connection",
      { cause: error },
    );
  }
}
