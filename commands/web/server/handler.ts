import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";

/** Answers a request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Answers with a line of text. */
export function answerText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, {
    ...headers,
    "content-type": "text/plain; charset=utf-8",
    "content-length": new TextEncoder().encode(text).length,
  }).end(text);
}
