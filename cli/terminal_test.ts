import assert from "node:assert/strict";
import { openTerminal, paint } from "./terminal.ts";

Deno.test("paint() adds colour only on a terminal with colour", () => {
  assert.equal(paint({ colour: true }, "red", "x"), "\x1b[31mx\x1b[39m");
  assert.equal(paint({ colour: false }, "red", "x"), "x");
});

Deno.test("openTerminal() always has a width", () => {
  assert.ok(openTerminal("stderr").columns() > 0);
});

Deno.test("openTerminal() has no colour where the output is not a terminal", async () => {
  const url = new URL("./terminal.ts", import.meta.url).href;
  const code = `import { openTerminal } from ${JSON.stringify(url)};
    const out = openTerminal("stdout");
    out.write(JSON.stringify([out.isTerminal, out.colour]) + "é".repeat(100_000));`;
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["eval", code] }).output();
  assert.equal(new TextDecoder().decode(stdout), "[false,false]" + "é".repeat(100_000));
});
