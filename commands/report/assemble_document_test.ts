import assert from "node:assert/strict";
import { assembleDocument } from "./assemble_document.ts";
import { type Block, plainText } from "./document/document.ts";
import type { ReportOptions } from "./report_options.ts";
import type { StageOutcome } from "./stages/run_stages.ts";
import { sampleOptions, sampleStage } from "./testing/sample_report.ts";

const done = (
  name: string,
  chapter: "models" | "maps" | "conclusions" = "models",
): StageOutcome => {
  const stored = { data: {}, files: [], seconds: 1, key: "" };
  const blocks = [{ kind: "paragraph", text: `This is ${name}.` }] as const;
  const stage = { ...sampleStage(name), chapter };
  return { stage, state: "done", stored: { ...stored, blocks } };
};

const failed: StageOutcome = {
  stage: sampleStage("curves"),
  ...{ state: "failed", failure: { message: "Cannot draw.", hint: "Try again" } },
};

const leftOut: StageOutcome = {
  stage: { ...sampleStage("maps", ["curves"]), chapter: "maps" },
  ...{ state: "left out", missing: "curves" },
};

const textsOf = (blocks: readonly Block[], kind: Block["kind"]) =>
  blocks.flatMap((block) =>
    block.kind === kind && "text" in block
      ? [plainText(block.text)]
      : block.kind === kind && block.kind === "heading"
      ? [block.title]
      : []
  );

const real = { ...sampleOptions().dataset, synthetic: false };

Deno.test("a report has a chapter for the stages of each, with a notice where one is missing", () => {
  const outcomes = [done("one"), failed, leftOut];
  const { chapters } = assembleDocument(sampleOptions(), outcomes);
  assert.deepEqual(chapters.map(({ name }) => name), ["summary", "models", "maps", "repeat"]);
  const [summary, models, maps] = chapters.map(({ blocks }) => blocks);
  assert.deepEqual(textsOf(summary!, "heading").at(-1), "The machine");
  assert.deepEqual(textsOf(models!, "paragraph"), ["This is one."]);
  assert.deepEqual(textsOf(models!, "notice"), [
    "This part is missing. Doing curves failed: Cannot draw. Try again.",
  ]);
  assert.deepEqual(textsOf(maps!, "notice"), [
    "This part is missing: doing maps needs doing curves, which has no result.",
  ]);
});

Deno.test("the conclusions of a report are a part of its summary", () => {
  const { chapters } = assembleDocument(sampleOptions(), [done("end", "conclusions")]);
  assert.deepEqual(chapters.map(({ name }) => name), ["summary", "repeat"]);
  assert.deepEqual(textsOf(chapters[0]!.blocks, "heading"), ["Conclusions", "The machine"]);
  assert.ok(textsOf(chapters[0]!.blocks, "paragraph").includes("This is end."));
});

Deno.test("a report says first what its numbers do not apply to", () => {
  const full: ReportOptions = sampleOptions({ dataset: real, quick: false });
  const cases: [Partial<ReportOptions>, StageOutcome[], RegExp[]][] = [
    [{}, [done("one")], []],
    [{ dataset: { ...real, synthetic: true } }, [], [/^Synthetic data: /]],
    [{ quick: true }, [], [/^A quick report: /]],
    [{ limit: 200 }, [], [/^A report on the first 200 training images: /]],
    [{}, [done("one"), failed, leftOut], [/^2 of 3 parts are missing\. /]],
  ];
  for (const [changes, outcomes, notices] of cases) {
    const { lead } = assembleDocument({ ...full, ...changes }, outcomes);
    const texts = textsOf(lead, "notice");
    assert.equal(texts.length, notices.length, texts.join());
    notices.forEach((notice, i) => assert.match(texts[i]!, notice));
    assert.equal(lead.at(-1)!.kind, "paragraph");
  }
  const subtitle = (quick: boolean) => assembleDocument({ ...full, quick }, []).subtitle;
  assert.deepEqual([subtitle(true), subtitle(false)], [
    "A quick report on Synthetic garments",
    "A report on Synthetic garments",
  ]);
});
