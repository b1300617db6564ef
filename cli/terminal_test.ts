import assert from "node:assert/strict";
import { CLEAR_LINE, openTerminal, paint, terminalText } from "./terminal.ts";
import { visible } from "./visible.ts";

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

Deno.test("terminalText() keeps styles and a cleared line, and shows all other codes", () => {
  const bold = paint({ colour: true }, "bold", "0.91");
  assert.equal(terminalText(`${CLEAR_LINE}${bold} done\n`), `${CLEAR_LINE}${bold} done\n`);
  for (const code of ["\x1b[2J", "\x1b]0;title\x07", "\x1b[31mred", "\x1b[8mhidden\x1b[28m"]) {
    const shown = terminalText(`label ${code} ${bold}`).replace(bold, "");
    assert.equal(visible(shown), shown);
  }
  assert.equal(terminalText(`a${CLEAR_LINE}b`), "a\\u000d\\u001b[Kb");
  const inside = paint({ colour: true }, "red", "a\x07b");
  assert.equal(terminalText(inside), "\x1b[31ma\\u0007b\x1b[39m");
});
