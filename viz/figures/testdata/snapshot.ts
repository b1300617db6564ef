import assert from "node:assert/strict";

/** Keeps `deno fmt` from reformatting the committed SVG. */
const HEAD = "<!-- deno-fmt-ignore-file -->\n";

/**
 * Compares a figure with the committed one, byte for byte. After an intended change, look at the
 * new picture and write it with `UPDATE_SNAPSHOTS=1 deno test -A viz`.
 */
export function assertSnapshot(name: string, svg: string): void {
  const url = new URL(`./${name}.svg`, import.meta.url);
  if (Deno.env.get("UPDATE_SNAPSHOTS") === "1") Deno.writeTextFileSync(url, HEAD + svg);
  assert.equal(HEAD + svg, Deno.readTextFileSync(url), `${name}.svg differs: UPDATE_SNAPSHOTS=1?`);
}
