import assert from "node:assert/strict";
import { join } from "node:path";
import { createBaseline } from "./baseline.ts";
import { mutantsOf } from "./mutants_of.ts";
import { tryMutant } from "./try_mutant.ts";

const PROGRAM = "export const isSmall = (n: number) => n < 10;\n";
const CONFIG = { permissions: { test: { read: true } } };
const signal = new AbortController().signal;

/** A test file whose test runs a statement. */
const test = (statement: string) =>
  `import { isSmall } from "./program.ts";\nDeno.test("t", () => { ${statement} });\n`;

const TESTS = {
  "notices_test.ts": test("if (isSmall(10)) throw new Error();"),
  "passes_test.ts": test("isSmall(1);"),
  "hangs_test.ts": test("while (isSmall(10));"),
  "fails_test.ts": test("throw new Error();"),
};

/** Runs a function with a folder that has the program and its tests. */
async function inFolder<T>(fn: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  const files = { ...TESTS, "program.ts": PROGRAM, "deno.json": JSON.stringify(CONFIG) };
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(folder, name), text);
    }
    return await fn(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Tries the boundary of `PROGRAM`. */
const verdict = (...tests: (keyof typeof TESTS)[]) =>
  inFolder((plain) =>
    inFolder(async (folder) => {
      const mutant = mutantsOf("program.ts", PROGRAM).find(({ text }) => text === "<=")!;
      const baseline = createBaseline(plain, signal);
      const { verdict, by } = await tryMutant(mutant, tests, folder, baseline, signal, 2000);
      assert.equal(await Deno.readTextFile(join(folder, "program.ts")), PROGRAM);
      return { verdict, by, failing: baseline.failing() };
    })
  );

Deno.test("a mutant is killed by the first test that fails, and the file is restored", async () => {
  const found = await verdict("passes_test.ts", "notices_test.ts");
  assert.deepEqual(found, { verdict: "killed", by: "notices_test.ts", failing: [] });
});

Deno.test("a mutant survives tests that pass, and those that fail without it", async () => {
  const found = await verdict("passes_test.ts", "fails_test.ts");
  assert.deepEqual(found, {
    ...{ verdict: "survived", by: undefined, failing: ["fails_test.ts"] },
  });
});

Deno.test("a test that does not end is ended at its limit", async () => {
  const found = await verdict("hangs_test.ts");
  assert.deepEqual(found, { verdict: "timeout", by: "hangs_test.ts", failing: [] });
});

Deno.test("an aborted signal ends the test and restores the file", () =>
  inFolder(async (folder) => {
    const stop = new AbortController();
    const [mutant] = mutantsOf("program.ts", PROGRAM);
    stop.abort(new Error("Ctrl-C"));
    await assert.rejects(
      tryMutant(mutant!, ["hangs_test.ts"], folder, createBaseline(folder, signal), stop.signal),
      /Ctrl-C/,
    );
    assert.equal(await Deno.readTextFile(join(folder, "program.ts")), PROGRAM);
  }));
