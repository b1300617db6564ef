/**
 * Sends requests as they are written, which `fetch` would correct and decompress. For tests only.
 */

import type { Buffer } from "node:buffer";
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";
import { buffer } from "node:stream/consumers";
import { claimPort } from "../claim_port.ts";
import type { Handler } from "../handler.ts";

/** An answer, with its body as it was sent. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends a request, and the header Host unless `headers` has another one. */
export function ask(
  port: number,
  path: string,
  headers: OutgoingHttpHeaders = {},
  method = "GET",
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path, headers, method, agent: false };
    request(options, (response) => {
      buffer(response).then((body) => {
        resolve({ status: response.statusCode!, headers: response.headers, body });
      }, reject);
    }).on("error", reject).end();
  });
}

/** Runs a test with the port of a server that answers with `handler`. */
export async function withServer(
  handler: Handler,
  test: (port: number) => Promise<void>,
): Promise<void> {
  const server = await claimPort(0);
  server.answer(handler);
  try {
    await test(server.port);
  } finally {
    await server.close();
  }
}
