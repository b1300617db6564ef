import { open, rm, stat } from "node:fs/promises";
import { WeftError } from "../error.ts";

/** How patient a transfer is, who watches it, and who stops it. */
export interface TransferOptions {
  /** Called as bytes arrive: bytes so far, bytes in all where the server says. */
  readonly onProgress?: ((received: number, total: number | undefined) => void) | undefined;
  /** Stops the transfer; what has arrived is kept and the next one continues from it. */
  readonly signal?: AbortSignal | undefined;
  /** How long a server may take to answer, in milliseconds. Default 2500. */
  readonly connectTimeout?: number;
  /** How long a transfer may stand still, in milliseconds. Default 15,000. */
  readonly stallTimeout?: number;
  /** How often to try a server that answers but breaks off. Default 4. */
  readonly attempts?: number;
  /** The wait before the second try, in milliseconds; doubles each time. Default 500. */
  readonly backoff?: number;
}

/** What to fetch, and where it is put while it is not whole. */
export interface Transfer {
  readonly url: string;
  /** The partial file, which a later transfer of the same address continues. */
  readonly part: string;
  /** More bytes than this are refused. */
  readonly cap: number;
  /** The way out of a disk that is full or may not be written. */
  readonly hint: string;
}

/**
 * Why there is no file. A `broken` transfer is worth another try; an `unreachable` server only if it was reached before; after
 * `refused` there is no point.
 */
export interface Failure {
  readonly failure: string;
  readonly kind: "broken" | "unreachable" | "refused";
}

/**
 * Fetches a file into `part`, again and again while it makes sense, and gives it to `accept` when all bytes are there.
 * Broken transfers continue where they stopped, in this process or a later one.
 *
 * @param accept Checks the complete partial file and moves it into place, or removes it and says why. `resumed` tells that it
 * was not fetched in one go: two halves that do not fit together are worth another try.
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
    const outcome = await request(transfer, accept, options);
    if (!isFailure(outcome)) return outcome;
    reached ||= outcome.kind === "broken";
    if (outcome.kind === "refused" || !reached || number >= attempts) return outcome;
    await wait(backoff * 2 ** (number - 1), signal);
  }
}

/** Whether a transfer ended without a file. */
export function isFailure(outcome: object): outcome is Failure {
  return "failure" in outcome;
}

/** One request: continues the partial file if there is one. */
async function request<Result extends object>(
  { url, part, cap, hint }: Transfer,
  accept: (resumed: boolean) => Promise<Result | Failure>,
  options: TransferOptions,
): Promise<Result | Failure> {
  const { connectTimeout = 2500, stallTimeout = 15_000, signal, onProgress } = options;
  const already = await sizeOf(part);
  const watch = watchdog(signal);
  const write = <T>(operation: () => Promise<T>) => attempt(`write ${part}`, hint, operation);
  let answered = false;
  try {
    watch.expect(connectTimeout, "no answer");
    const response = await fetch(url, {
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
      // 416: the partial file already has every byte, so it only has to be checked.
      if (response.status === 416 && already > 0) return await accept(true);
      return { failure: `HTTP ${response.status}`, kind: kindOf(response.status) };
    }
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
        // Positions, not appending: two processes that fetch the same file write the same bytes.
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
    return await accept(start > 0);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof WeftError) throw error;
    const kind = answered ? "broken" : "unreachable";
    return { failure: watch.reason() ?? reasonOf(error), kind };
  } finally {
    watch.stop();
  }
}

/** Where the body belongs in the file; undefined when the response is not (a part of) the file. */
function startOf(response: Response, already: number): number | undefined {
  if (response.status === 200) return 0;
  if (response.status !== 206) return undefined;
  const range = /^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "");
  return range && Number(range[1]) === already ? already : undefined;
}

/** Runs a file operation; a failure becomes a `file` error that says what could not be done. */
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

/** A signal that also aborts when the next sign of life does not come in time. */
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

/** What an error says; of a request that failed, the cause of it, without the address. */
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
