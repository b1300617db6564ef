import assert from "node:assert/strict";

/** Keeps `deno fmt`, which lays out SVG anew, from the committed bytes. */
const HEAD = "<!-- deno-fmt-ignore-file -->\n";

/**
 * Compares a figure with the committed one, byte for byte. After a change that is meant, look at
 * the new picture, and write it with `UPDATE_SNAPSHOTS=1 deno test -A viz`.
 */
export function assertSnapshot(name: string, svg: string): void {
  const url = new URL(`./${name}.svg`, import.meta.url);
  if (Deno.env.get("UPDATE_SNAPSHOTS") === "1") Deno.writeTextFileSync(url, HEAD + svg);
  assert.equal(HEAD + svg, Deno.readTextFileSync(url), `${name}.svg differs: UPDATE_SNAPSHOTS=1?`);
}
