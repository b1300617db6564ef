import { once } from "node:events";
import { createServer, type ServerOptions } from "node:http";
import type { AddressInfo } from "node:net";
import { WeftError } from "../../../error.ts";
import { answerText, type Handler } from "./handler.ts";

/** The milliseconds after which a connection is closed. */
export interface Timeouts {
  /** Without another request. */
  readonly idle: number;
  /** Until a request has arrived whole. */
  readonly request: number;
  /** While neither side sends a byte. */
  readonly stalled: number;
}

const TIMEOUTS: Timeouts = { idle: 5_000, request: 10_000, stalled: 60_000 };

/** A port of this machine that no other process can have. */
export interface ClaimedPort {
  readonly port: number;
  /** Answers all requests from now on. Before, they are told to come back. */
  answer(handler: Handler): void;
  /** Closes all connections and frees the port. */
  close(): Promise<void>;
}

/** Tells browsers to load the page again. */
const building: Handler = (_request, response) =>
  answerText(response, 503, "The page is being built", { "refresh": "2", "retry-after": "2" });

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: "it is in use",
  EACCES: "permission denied",
};

/**
 * Takes a port of 127.0.0.1.
 *
 * @param port The port; 0 for any free one.
 * @throws {WeftError} `usage` when the port cannot be had.
 */
export async function claimPort(
  port: number,
  { idle, request, stalled }: Timeouts = TIMEOUTS,
): Promise<ClaimedPort> {
  let handler = building;
  const options: ServerOptions = {
    keepAliveTimeout: idle,
    requestTimeout: request,
    connectionsCheckingInterval: Math.min(request / 2, 1_000),
  };
  const server = createServer(options, async (request, response) => {
    try {
      await handler(request, response);
    } catch {
      // The client has left, or the file has: half an answer cannot be taken back.
      if (response.headersSent) response.destroy();
      else answerText(response, 500, "Cannot read the file. Start deno task web again");
    }
  });
  server.timeout = stalled;
  server.listen(port, "127.0.0.1");
  await once(server, "listening").catch((error) => {
    throw new WeftError(
      "usage",
      `Cannot serve the page on port ${port}: ${REASONS[error.code] ?? error.message}`,
      "Choose another port with --port; --port 0 takes any free port",
      { cause: error },
    );
  });
  return {
    port: (server.address() as AddressInfo).port,
    answer: (next) => {
      handler = next;
    },
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
