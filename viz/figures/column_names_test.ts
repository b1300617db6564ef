import assert from "node:assert/strict";
import { drawing } from "../drawing.ts";
import { columnNames } from "./column_names.ts";

function drawn(names: readonly string[], width: number): string {
  return drawing(99, 99, (root) => columnNames(names, width).draw(root, 0, 50, "#000000"), {
    title: "",
    description: "",
  });
}

Deno.test("columnNames() writes names that fit in one level line", () => {
  assert.equal(columnNames(["Bag", "Coat"], 60).height, 15);
  assert.doesNotMatch(drawn(["Bag"], 60), /rotate/);
});

Deno.test("columnNames() breaks after a space or a slash", () => {
  const svg = drawn(["T-shirt/top", "Ankle boot", "Bag"], 62);
  for (const line of ["T-shirt/", "top", "Ankle", "boot", "Bag"]) assert(svg.includes(`>${line}<`));
  assert.doesNotMatch(svg, /rotate/);
});

Deno.test("columnNames() slants all names if one does not fit", () => {
  const svg = drawn(["Bag", "Incomprehensibilities"], 62);
  assert.equal(svg.match(/rotate\(-45/g)?.length, 2);
});
