import assert from "node:assert/strict";
import { perClass } from "../../../viz/mod.ts";
import { type Document, figureOf } from "./document.ts";
import { documentHtml } from "./document_html.ts";
import { documentMarkdown } from "./document_markdown.ts";

const results = [{ label: "Bag", precision: 1, recall: 0.5, f1: 2 / 3, count: 2 }];
const figure = (name: string) =>
  figureOf(
    name,
    (theme) => perClass(results, { title: name, theme }),
    ["Scores of ", { code: "run_1" }, "."],
  );
const table = {
  kind: "table",
  name: "summary",
  caption: "All models.",
  columns: [{ title: "model" }, { title: "time", align: "right" }],
  rows: [["LeNet <1998>", [{ time: "12 s" }]], ["a | b, c", [{ strong: "1" }]]],
} as const;
const document: Document = {
  title: "A report",
  subtitle: "of <clothes>",
  lead: [{ kind: "notice", text: "Synthetic data." }],
  chapters: [
    {
      name: "summary",
      title: "Summary",
      blocks: [{ kind: "paragraph", text: "It & that." }, table],
    },
    {
      name: "models",
      title: "The models",
      blocks: [
        { kind: "heading", title: "LeNet" },
        figure("one"),
        { kind: "row", figures: [figure("two"), figure("three")] },
        { kind: "list", items: ["first", [{ link: "#summary", text: "second" }]] },
        { kind: "command", lines: ["deno task report --out 'a b'"] },
      ],
    },
  ],
};
const fonts = { regular: Uint8Array.of(1), semibold: Uint8Array.of(2) };

Deno.test("the page has inline figures, no script and no links to other hosts", () => {
  const html = documentHtml(document, fonts);
  assert.doesNotMatch(html, /<script|https?:|<img|@import/);
  assert.equal(html.match(/<svg /g)?.length, 3);
  for (const name of ["one", "two", "three"]) {
    assert(
      html.includes(`href="figures/${name}.svg"`) && html.includes(`href="figures/${name}.png"`),
    );
  }
  assert(html.includes('href="tables/summary.csv"'));
});

Deno.test("chapters, figures and tables are numbered, and the contents link to headings", () => {
  const html = documentHtml(document, fonts);
  assert.deepEqual([...html.matchAll(/<b>((?:Figure|Table) \d)\.<\/b>/g)].map(([, text]) => text), [
    ...["Table 1", "Figure 1", "Figure 2", "Figure 3"],
  ]);
  assert(html.includes('<a href="#models-lenet">LeNet</a>'));
  assert(html.includes('<h3 id="models-lenet">LeNet</h3>'));
  assert(html.includes('<span class="number">2</span>The models'));
});

Deno.test("texts are escaped in HTML and in Markdown", () => {
  const html = documentHtml(document, fonts);
  assert(html.includes("of &lt;clothes&gt;") && html.includes("It &amp; that."));
  assert(html.includes('<th scope="row">LeNet &lt;1998&gt;</th>'));
  assert(html.includes('<span class="time">12 s</span>'));
  const text = documentMarkdown(document);
  assert(text.includes("LeNet \\<1998\\>") && text.includes("a \\| b, c"));
});

Deno.test("the Markdown has the same parts in the same order", () => {
  const text = documentMarkdown(document);
  const order = [
    "# A report",
    "> **Note.** Synthetic data.",
    "## 1. Summary",
    "It & that.",
    "| model | time |",
  ]
    .concat([
      "| --- | ---: |",
      "## 2. The models",
      "### LeNet",
      "![Scores of run\\_1.](figures/one.svg)",
    ])
    .concat([
      "Scores of `run_1`.",
      "figures/three.svg",
      "- first",
      "- [second](#summary)",
      "```sh",
    ]);
  const places = order.map((part) => text.indexOf(part));
  assert.deepEqual(places, [...places].sort((a, b) => a - b));
  assert(places.every((place) => place >= 0), `${order[places.indexOf(-1)]} is missing`);
});
