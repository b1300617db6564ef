import assert from "node:assert/strict";
import { architecture, type ArchitectureBlock } from "./architecture.ts";

const input: ArchitectureBlock = {
  name: "image",
  operators: ["input"],
  shape: [1, 28, 28],
  parameters: 0,
};
const dense = (name: string, after?: number): ArchitectureBlock => ({
  name,
  operators: ["dense", "ReLU"],
  shape: [10],
  parameters: 7850,
  ...after === undefined ? {} : { after },
});
const draw = (...blocks: ArchitectureBlock[]) => architecture({ title: "T", blocks });
const textsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
const placesOf = (svg: string, text: string) =>
  [...svg.matchAll(/<text([^>]*)>([^<]*)</g)].filter(([, , words]) => words === text)
    .map(([, attributes = ""]) =>
      [/ x="([\d.]+)"/, / y="([\d.]+)"/].map((part) => Number(part.exec(attributes)![1]))
    )[0]!;

Deno.test("each block has its name, shape, operators and parameters below it", () => {
  assert.deepEqual(textsOf(draw(input, dense("fc1"))), [
    ...["T", "image", "1 × 28 × 28", "input"],
    ...["fc1", "10", "dense", "ReLU", "7,850 params"],
  ]);
});

Deno.test("two blocks that follow the same one stand above each other", () => {
  const svg = draw(input, dense("mean", 0), dense("logvar", 0));
  const [mean, logvar] = [placesOf(svg, "mean"), placesOf(svg, "logvar")];
  assert.equal(mean[0], logvar[0]);
  assert(logvar[1]! > mean[1]! + 60);
});

Deno.test("a long model continues in a second row inside the figure", () => {
  const svg = draw(input, ...Array.from({ length: 20 }, (_, i) => dense(`fc${i}`)));
  const width = Number(/ width="(\d+)"/.exec(svg)![1]);
  assert(placesOf(svg, "fc19")[1]! > placesOf(svg, "fc1")[1]!);
  for (let i = 0; i < 20; i++) assert(placesOf(svg, `fc${i}`)[0]! < width - 40);
});

Deno.test("architecture() refuses invalid shapes, and blocks that follow no earlier one", () => {
  const refused = (message: RegExp, ...blocks: ArchitectureBlock[]) =>
    assert.throws(() => draw(...blocks), { name: "WeftError", code: "usage", message });
  refused(/there are no blocks/);
  refused(/the shape of image is \[\]/, { ...input, shape: [] });
  refused(/the shape of image is \[1,0\]/, { ...input, shape: [1, 0] });
  refused(/fc1 follows block 1/, input, dense("fc1", 1));
});
