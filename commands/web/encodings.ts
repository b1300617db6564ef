import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** A content encoding of HTTP, by which a file of the site is stored beside the plain one. */
export interface Encoding {
  /** The name in the headers Accept-Encoding and Content-Encoding. */
  readonly name: "br" | "gzip";
  /** The ending of the compressed file, after the name of the plain one. */
  readonly ending: ".br" | ".gz";
  compress(bytes: Uint8Array): Promise<Uint8Array>;
}

const brotli = promisify(brotliCompress);

/**
 * The encodings, the smallest first. Browsers take Brotli only from secure origins, so that a site
 * needs gzip too.
 */
export const ENCODINGS: readonly Encoding[] = [
  {
    name: "br",
    ending: ".br",
    compress: (bytes) =>
      brotli(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: 5,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      }),
  },
  { name: "gzip", ending: ".gz", compress: promisify(gzip) },
];
