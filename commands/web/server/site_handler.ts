import { open } from "node:fs/promises";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { CONTENT_SECURITY_POLICY } from "../content_security_policy.ts";
import { acceptsEncoding } from "./accepts_encoding.ts";
import { type ByteRange, byteRange } from "./byte_range.ts";
import { answerText, type Handler } from "./handler.ts";
import type { Representation, SiteFile } from "./site_files.ts";

/** The headers of every answer. */
const SECURITY: OutgoingHttpHeaders = {
  "content-security-policy": `${CONTENT_SECURITY_POLICY}; frame-ancestors 'none'`,
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

/** The headers COOP and COEP, which allow a page to use several threads. */
const ISOLATION: OutgoingHttpHeaders = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** The options of the handler. */
export interface SiteHandlerOptions {
  /** Sends the headers COOP and COEP. Default true. */
  readonly isolated?: boolean;
}

/**
 * Makes a handler that answers with the files of a site (RFC 9110): compressed where the client
 * takes it, in part for the header Range, and without a body when the client has the file.
 *
 * @param files The files, by path.
 *
 * @example
 * ```ts ignore
 * const handler = siteHandler(await readSiteFiles("site"));
 * ```
 */
export function siteHandler(
  files: ReadonlyMap<string, SiteFile>,
  { isolated = true }: SiteHandlerOptions = {},
): Handler {
  const always = { ...SECURITY, ...(isolated ? ISOLATION : {}) };
  return async (request, response) => {
    const { method, headers: asked } = request;
    if (method !== "GET" && method !== "HEAD") {
      const headers = { ...always, allow: "GET, HEAD" };
      return answerText(response, 405, "Only GET and HEAD are allowed", headers);
    }
    const path = pathOf(request);
    const file = files.get(path);
    if (!file) return answerText(response, 404, "Not found", always);
    const chosen =
      file.compressed.find(({ encoding }) =>
        acceptsEncoding(asked["accept-encoding"] as string | undefined, encoding!)
      ) ?? file.plain;
    const headers: OutgoingHttpHeaders = {
      ...always,
      "accept-ranges": "bytes",
      "cache-control": cacheControl(path),
      "etag": chosen.etag,
      ...(file.compressed.length > 0 ? { vary: "accept-encoding" } : {}),
    };
    if (includesTag(asked["if-none-match"], chosen.etag)) {
      response.writeHead(304, headers).end();
      return;
    }
    const range = method === "GET" && (asked["if-range"] ?? chosen.etag) === chosen.etag
      ? byteRange(asked.range, chosen.bytes)
      : undefined;
    if (range === "unsatisfiable") {
      const whole = { ...headers, "content-range": `bytes */${chosen.bytes}` };
      return answerText(response, 416, "The range has no byte of the file", whole);
    }
    headers["content-type"] = file.contentType;
    if (chosen.encoding) headers["content-encoding"] = chosen.encoding;
    await answerFile(response, chosen, range, headers);
  };
}

/** Matches names with a hash of the content: the same name has the same bytes for ever. */
const HASHED = /-[0-9A-Z]{8}\.\w+$/;

/** Says how long a browser may use a file without asking whether it is current. */
const cacheControl = (name: string) =>
  HASHED.test(name) ? "public, max-age=31536000, immutable" : "no-cache";

/** Answers with a file or a part of it, which is read while it is sent. */
async function answerFile(
  response: ServerResponse,
  { path, bytes }: Representation,
  range: ByteRange | undefined,
  headers: OutgoingHttpHeaders,
): Promise<void> {
  const { start, end } = range ?? { start: 0, end: bytes - 1 };
  headers["content-length"] = end - start + 1;
  if (range) headers["content-range"] = `bytes ${start}-${end}/${bytes}`;
  const status = range ? 206 : 200;
  if (response.req.method === "HEAD" || bytes === 0) {
    response.writeHead(status, headers).end();
    return;
  }
  const file = await open(path);
  response.writeHead(status, headers);
  await pipeline(file.createReadStream({ start, end }), response);
}

/** The decoded path of a URL, without the query; the empty string for an invalid one. */
function pathOf({ url = "" }: IncomingMessage): string {
  try {
    return decodeURIComponent(url.replace(/[?#].*/s, ""));
  } catch {
    return ""; // an invalid escape sequence
  }
}

/** True when a header If-None-Match names an entity tag; weak tags count too. */
function includesTag(header: string | undefined, etag: string): boolean {
  return header === "*" || (header?.match(/"[^"]*"/g) ?? []).some((tag) => tag === etag);
}
