import { open, rm, stat } from "node:fs/promises";
import { WeftError } from "../error.ts";

/** The timeouts, the progress and the signal of a transfer. */
export interface TransferOptions {
  /** Called as bytes arrive: bytes so far, bytes in all when the server tells. */
  readonly onProgress?: ((received: number, total: number | undefined) => void) | undefined;
  /** Stops the transfer. The bytes that have arrived are kept, and the next transfer continues. */
  readonly signal?: AbortSignal | undefined;
  /** The most milliseconds until a server answers. Default 2500. */
  readonly connectTimeout?: number;
  /** The most milliseconds without a new byte. Default 15,000. */
  readonly stallTimeout?: number;
  /** The most attempts with a server that answers but breaks off. Default 4. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt; they double each time. Default 500. */
  readonly backoff?: number;
}

/** A file to fetch, and the partial file that it is written to. */
export interface Transfer {
  readonly url: string;
  /** The path of the partial file, which a later transfer of the same address continues. */
  readonly part: string;
  /** The most bytes of the file; a larger one is refused. */
  readonly cap: number;
  /** The next step when the partial file cannot be written. */
  readonly hint: string;
}

/**
 * The reason why a transfer failed. A `broken` transfer is tried again, one from an `unreachable`
 * server only if the server was reached before, and a `refused` one never.
 */
export interface Failure {
  readonly failure: string;
  readonly kind: "broken" | "unreachable" | "refused";
}

/**
 * Fetches a file into `part`, with several attempts, and calls `accept` when all bytes are there.
 * Broken transfers continue where they stopped, in this process or a later one.
 *
 * @param accept Checks the complete partial file, then gives it its final name, or removes it and
 * returns the reason. `resumed` is true when the file was not fetched at once: its parts may then
 * be of different files, and another attempt may succeed.
 * @throws {WeftError} `file` when it cannot be written.
 * @throws The signal's reason when it is aborted.
 */
export async function fetchFile<Result extends object>(
  transfer: Transfer,
  accept: (resumed: boolean) => Promise<Result | Failure>,
  options: TransferOptions = {},
): Promise<Result | Failure> {
  const { attempts = 4, backoff = 500, signal } = options;
  let reached = false;
  for (let number = 1;; number++) {
    const result = await request(transfer, accept, options);
    if (!isFailure(result)) return result;
    reached ||= result.kind === "broken";
    if (result.kind === "refused" || !reached || number >= attempts) return result;
    await wait(backoff * 2 ** (number - 1), signal);
  }
}

/** Tells a failure from the result of a transfer. */
export function isFailure(result: object): result is Failure {
  return "failure" in result;
}

/** Makes one request, which continues the partial file if there is one. */
async function request<Result extends object>(
  transfer: Transfer,
  accept: (resumed: boolean) => Promise<Result | Failure>,
  options: TransferOptions,
): Promise<Result | Failure> {
  const { connectTimeout = 2500, signal } = options;
  const already = await sizeOf(transfer.part);
  const watch = watchdog(signal);
  let answered = false;
  try {
    watch.expect(connectTimeout, "no answer");
    const response = await fetch(transfer.url, {
      signal: watch.signal,
      headers: {
        "Accept-Encoding": "identity",
        ...(already > 0 ? { Range: `bytes=${already}-` } : {}),
      },
    });
    answered = true;
    const start = startOf(response, already);
    if (start === undefined) {
      await response.body?.cancel();
      // 416: the partial file has every byte already.
      if (response.status === 416 && already > 0) return await accept(true);
      return { failure: `HTTP ${response.status}`, kind: kindOf(response.status) };
    }
    const failure = await receive(response, start, transfer, watch, options);
    return failure ?? await accept(start > 0);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof WeftError) throw error;
    const kind = answered ? "broken" : "unreachable";
    return { failure: watch.reason() ?? reasonOf(error), kind };
  } finally {
    watch.stop();
  }
}

/**
 * Writes the body of a response into the partial file, from `start` on.
 *
 * @returns A failure; `undefined` when all bytes have arrived.
 */
async function receive(
  response: Response,
  start: number,
  { part, cap, hint }: Transfer,
  watch: ReturnType<typeof watchdog>,
  { stallTimeout = 15_000, onProgress }: TransferOptions,
): Promise<Failure | undefined> {
  const write = <T>(operation: () => Promise<T>) => attempt(`write ${part}`, hint, operation);
  const length = response.headers.get("content-length");
  const total = length === null ? undefined : start + Number(length);
  if ((total ?? 0) > cap) {
    await response.body?.cancel();
    return { failure: `expected at most ${cap} bytes, got ${total}`, kind: "refused" };
  }
  let received = start;
  const output = await write(() => open(part, start > 0 ? "r+" : "w"));
  try {
    for await (const chunk of response.body ?? []) {
      watch.expect(stallTimeout, "the transfer stands still");
      // By position: two processes that fetch the same file write the same bytes.
      await write(() => output.write(chunk, 0, chunk.length, received));
      received += chunk.length;
      if (received > cap) break;
      onProgress?.(received, total);
    }
    await write(() => output.sync());
  } finally {
    await output.close();
  }
  if (received > cap) {
    await rm(part, { force: true });
    return { failure: `expected at most ${cap} bytes, got more`, kind: "refused" };
  }
  if (total !== undefined && received < total) {
    return { failure: `broke off after ${received} of ${total} bytes`, kind: "broken" };
  }
  return undefined;
}

/** The position of the body in the file; `undefined` when the response is not a part of it. */
function startOf(response: Response, already: number): number | undefined {
  if (response.status === 200) return 0;
  if (response.status !== 206) return undefined;
  const range = /^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "");
  return range && Number(range[1]) === already ? already : undefined;
}

/**
 * Runs a file operation.
 *
 * @param what The operation that an error says cannot be done: `write PATH`.
 * @throws {WeftError} `file` when the operation fails.
 */
export async function attempt<T>(
  what: string,
  hint: string,
  operation: () => Promise<T>,
): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw new WeftError("file", `Cannot ${what}: ${reasonOf(error)}`, hint, { cause: error });
  }
}

/** A signal that also aborts when the next bytes do not arrive in time. */
function watchdog(outer: AbortSignal | undefined) {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reason: string | undefined;
  return {
    signal: outer ? AbortSignal.any([outer, controller.signal]) : controller.signal,
    expect(milliseconds: number, otherwise: string): void {
      clearTimeout(timer);
      timer = setTimeout(() => {
        reason = `${otherwise} for ${milliseconds / 1000} s`;
        controller.abort();
      }, milliseconds);
    },
    reason: () => reason,
    stop: () => clearTimeout(timer),
  };
}

function wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

function kindOf(status: number): "broken" | "refused" {
  return status >= 500 || status === 408 || status === 429 ? "broken" : "refused";
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

/** The message of an error. For a failed request it is the cause, without the address. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, cause } = error;
  return cause instanceof Error
    ? cause.message.replace(
      /^error sending request for url \([^)]*\): (client error \(\w+\): )?/,
      "",
    )
    : message;
}
