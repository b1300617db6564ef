import assert from "node:assert/strict";
import { WeftError } from "../error.ts";
import type { CommandSpec } from "./flag.ts";
import { executeCommand } from "./run_command.ts";
import { record } from "./testing/recorded.ts";

const SPEC = {
  name: "deno task demo",
  summary: "A demonstration.",
  flags: { count: { kind: "integer", value: "N", default: 1, min: 1, help: "How often" } },
  examples: [],
} as const satisfies CommandSpec;

async function execute(args: string[], fail?: unknown, signal = new AbortController().signal) {
  const stdout = record(), stderr = record();
  const code = await executeCommand(
    SPEC,
    (flags, context) => {
      if (fail !== undefined) throw fail;
      context.stdout.write(`${flags.count}\n`);
      return Promise.resolve();
    },
    args,
    { stdout, stderr, signal },
  );
  return { code, stdout: stdout.text, stderr: stderr.text };
}

Deno.test("executeCommand() runs the command with its flags and returns 0", async () => {
  assert.deepEqual(await execute(["--count", "3"]), { code: 0, stdout: "3\n", stderr: "" });
});

Deno.test("executeCommand() prints help on stdout, even with a bad flag", async () => {
  const { code, stdout, stderr } = await execute(["--cuont", "--help"]);
  assert.equal(code, 0);
  assert.match(stdout, /^Usage: deno task demo/);
  assert.equal(stderr, "");
});

Deno.test("executeCommand() prints a usage error as one line and returns 2", async () => {
  const { code, stdout, stderr } = await execute(["--count", "-1"]);
  assert.equal(code, 2);
  assert.equal(stdout, "");
  assert.equal(
    stderr,
    'error: Invalid --count: expected an integer of at least 1, got "-1". See deno task demo --help.\n',
  );
});

Deno.test("executeCommand() prints a failure with its hint as one line and returns 1", async () => {
  const error = new WeftError("data", "Cannot read\n  labels", "Download it again.");
  const { code, stderr } = await execute([], error);
  assert.equal(code, 1);
  assert.equal(stderr, "error: Cannot read labels. Download it again.\n");
});

Deno.test("executeCommand() prints any other error as one line too", async () => {
  const { code, stderr } = await execute([], new TypeError("x is not\n a function"));
  assert.equal(code, 1);
  assert.equal(stderr, "error: x is not a function. Run again with --verbose to see where.\n");
  assert.equal((await execute([], "text")).stderr.split("\n").length, 2);
});

Deno.test("executeCommand() shows the stack and the cause with --verbose only", async () => {
  const error = new WeftError("file", "Cannot write", "Try elsewhere", {
    cause: new Error("ENOSPC"),
  });
  const { stderr } = await execute(["--verbose"], error);
  assert.match(stderr, /^error: Cannot write\. Try elsewhere\.\nWeftError: Cannot write\n +at /);
  assert.match(stderr, /Caused by: Error: ENOSPC\n +at /);
});

Deno.test("executeCommand() prints nothing after an abort and after a closed pipe", async () => {
  const stop = new AbortController();
  stop.abort();
  assert.deepEqual(await execute([], stop.signal.reason, stop.signal), {
    code: 130,
    stdout: "",
    stderr: "",
  });
  const caused = new WeftError("runtime", "The map was stopped", "", {
    cause: stop.signal.reason,
  });
  assert.equal((await execute([], caused, stop.signal)).stderr, "");
  const other = new WeftError("file", "Cannot write", "", { cause: new Error("ENOSPC") });
  assert.equal((await execute([], other, stop.signal)).code, 1);
  assert.equal((await execute([], new Deno.errors.BrokenPipe("closed"))).code, 0);
});

/** Starts a process whose command waits for the abort, then takes `tidyMs` to finish. */
function startWaiting(tidyMs: number): Deno.ChildProcess {
  const url = new URL("./run_command.ts", import.meta.url).href;
  const code = `import { runCommand } from ${JSON.stringify(url)};
    const spec = { name: "demo", summary: "", flags: {}, examples: [] };
    await runCommand(spec, async (_, { signal, stdout }) => {
      const timer = setInterval(() => {}, 1000);
      stdout.write("ready\\n");
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      await new Promise((resolve) => setTimeout(resolve, ${tidyMs}));
      clearInterval(timer);
      stdout.write("saved\\n");
    });`;
  return new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function untilPrinted(stream: ReadableStream<Uint8Array>, text: string) {
  const reader = stream.getReader();
  let seen = "";
  while (!seen.includes(text)) {
    const { value, done } = await reader.read();
    assert.ok(!done, `the stream ended after "${seen}"`);
    seen += new TextDecoder().decode(value);
  }
  return reader;
}

Deno.test("runCommand() lets the command finish after Ctrl-C and exits with 130", async () => {
  const child = startWaiting(10);
  const out = await untilPrinted(child.stdout, "ready");
  child.kill("SIGINT");
  const { value } = await out.read();
  assert.equal(new TextDecoder().decode(value), "saved\n");
  assert.equal((await child.status).code, 130);
  await Promise.all([out.cancel(), child.stderr.cancel()]);
});

Deno.test("runCommand() exits at once at the second Ctrl-C", async () => {
  const child = startWaiting(5_000);
  const out = await untilPrinted(child.stdout, "ready");
  child.kill("SIGINT");
  const errors = await untilPrinted(child.stderr, "again to quit");
  child.kill("SIGINT");
  assert.ok((await out.read()).done, "nothing more was printed: the command did not finish");
  assert.equal((await child.status).code, 130);
  await Promise.all([out.cancel(), errors.cancel()]);
});

Deno.test("runCommand() exits with 143 after SIGTERM", async () => {
  const child = startWaiting(10);
  const out = await untilPrinted(child.stdout, "ready");
  child.kill("SIGTERM");
  assert.equal((await child.status).code, 143);
  await Promise.all([out.cancel(), child.stderr.cancel()]);
});
