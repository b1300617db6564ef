import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import { runInWorker, serveWorker } from "./run_in_worker.ts";

const MODULE = new URL("file:///worker.ts");

/** A worker that answers its request as the test says, and records what is done to it. */
class FakeWorker {
  static answer: (worker: FakeWorker, request: unknown) => void = () => {};
  static last: FakeWorker | undefined;
  onmessage: (event: { data: unknown }) => void = () => {};
  onerror: (event: { message: string; preventDefault(): void }) => void = () => {};
  terminated = 0;
  constructor(readonly module: URL, readonly options: unknown) {
    FakeWorker.last = this;
  }
  postMessage(request: unknown) {
    FakeWorker.answer(this, request);
  }
  terminate() {
    this.terminated++;
  }
}

/** Runs a request in a worker that gives this answer. */
async function run(
  answer: typeof FakeWorker.answer,
  onProgress?: (progress: string) => void,
  signal = new AbortController().signal,
): Promise<unknown> {
  const original = globalThis.Worker;
  Object.assign(globalThis, { Worker: FakeWorker });
  Object.assign(FakeWorker, { answer, last: undefined });
  try {
    return await runInWorker<string, string>(MODULE, "request", signal, onProgress);
  } finally {
    Object.assign(globalThis, { Worker: original });
  }
}

Deno.test("a request goes to a worker of the module, which ends after its result", async () => {
  const progress: string[] = [];
  const result = await run((worker, request) => {
    worker.onmessage({ data: { progress: "a" } });
    worker.onmessage({ data: { progress: "b" } });
    worker.onmessage({ data: { result: `result of ${request}` } });
  }, (each) => progress.push(each));
  assert.equal(result, "result of request");
  assert.deepEqual(progress, ["a", "b"]);
  const { module, options, terminated } = FakeWorker.last!;
  assert.deepEqual([module, options, terminated], [MODULE, { type: "module" }, 1]);
});

Deno.test("a failure of the worker is thrown as it was there", async () => {
  const failure = { code: "data", message: "no", hint: "yes" };
  await assert.rejects(run(({ onmessage }) => onmessage({ data: { failure } })), {
    name: "WeftError",
    ...failure,
  });
  assert.equal(FakeWorker.last!.terminated, 1);
});

Deno.test("a worker that stops by itself is an error, and nothing else reports it", async () => {
  let prevented = 0;
  const event = { message: "out of memory", preventDefault: () => prevented++ };
  await assert.rejects(run(({ onerror }) => onerror(event)), {
    code: "runtime",
    message: "The worker stopped: out of memory",
  });
  assert.deepEqual([prevented, FakeWorker.last!.terminated], [1, 1]);
});

Deno.test("an abort ends the worker, and one before the start makes none", async () => {
  const stop = new AbortController();
  const reason = new Error("stopped");
  await assert.rejects(run(() => stop.abort(reason), undefined, stop.signal), reason);
  assert.equal(FakeWorker.last!.terminated, 1);
  await assert.rejects(run(() => {}, undefined, stop.signal), reason);
  assert.equal(FakeWorker.last, undefined);
});

Deno.test("the signal keeps no listener after the result", async () => {
  const { signal } = new AbortController();
  let listeners = 0;
  const add = signal.addEventListener, remove = signal.removeEventListener;
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners++;
    add.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners--;
    remove.apply(signal, args);
  };
  await run(({ onmessage }) => onmessage({ data: { result: "" } }), undefined, signal);
  assert.equal(listeners, 0);
});

/** The messages of a worker that answers a request by `compute`. */
async function served(compute: Parameters<typeof serveWorker<string, string, string>>[0]) {
  const messages: unknown[] = [];
  const scope = { postMessage: (message: unknown) => void messages.push(message) };
  const original = Object.getOwnPropertyDescriptor(globalThis, "self")!;
  Object.defineProperty(globalThis, "self", { value: scope, configurable: true });
  try {
    serveWorker(compute);
  } finally {
    Object.defineProperty(globalThis, "self", original);
  }
  const { onmessage } = scope as unknown as { onmessage(event: object): Promise<void> };
  await onmessage({ data: "request" });
  return messages;
}

Deno.test("serveWorker() sends progress, and then the result or the failure", async () => {
  const messages = await served((request, report) => {
    report("half");
    return `result of ${request}`;
  });
  assert.deepEqual(messages, [{ progress: "half" }, { result: "result of request" }]);
  const failure = { code: "data", message: "no", hint: "yes" } as const;
  const { code, message, hint } = failure;
  const failed = await served(() => Promise.reject(new WeftError(code, message, hint)));
  assert.deepEqual(failed, [{ failure }]);
  await assert.rejects(served(() => Promise.reject(new TypeError("a bug"))), TypeError);
});
