import assert from "node:assert/strict";
import { join } from "node:path";
import JSZip from "jszip";
import { inFolder } from "../../cli/testing/folder.ts";
import type { Document, Figure, Table } from "./document/document.ts";
import type { StageOutcome } from "./stages/run_stages.ts";
import { sampleStage } from "./testing/sample_report.ts";
import { writeOutputs } from "./write_outputs.ts";

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"></svg>';

const figure = (name: string): Figure => ({
  ...{ kind: "figure", name, svg: SVG, dark: SVG, caption: name },
});

const TABLE: Table = {
  ...{ kind: "table", name: "scores", caption: "", columns: [{ title: "n" }], rows: [["1"]] },
};

/** A report with a table, and three figures, of which two are in a row. */
const DOCUMENT: Document = {
  ...{ title: "Report", subtitle: "", lead: [figure("one")] },
  chapters: [{
    ...{ name: "models", title: "Models" },
    blocks: [TABLE, { kind: "row", figures: [figure("two"), figure("three")] }],
  }],
};

const figureNames = ["one", "three", "two"].flatMap((name) => [`${name}.png`, `${name}.svg`]);

/** Writes a report, and returns the shares that it reports as done. */
async function write(
  folder: string,
  document = DOCUMENT,
  { outcomes = [], signal = new AbortController().signal, onShare = () => {} }: {
    readonly outcomes?: readonly StageOutcome[];
    readonly signal?: AbortSignal;
    readonly onShare?: (share: number) => void;
  } = {},
): Promise<number[]> {
  const shares: number[] = [];
  const progress = (share: number) => {
    shares.push(share);
    onShare(share);
  };
  await writeOutputs(folder, document, outcomes, { signal, progress });
  return shares;
}

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("a report is written with its figures, tables and the files of its stages", () =>
  inFolder(async (folder) => {
    const stages = join(folder, "stages", "training", "files");
    await Deno.mkdir(stages, { recursive: true });
    await Deno.writeTextFile(join(stages, "run.csv"), "epoch\n");
    const stored = { data: {}, blocks: [], files: ["run.csv"], seconds: 1, key: "" };
    const outcomes: StageOutcome[] = [
      { stage: sampleStage("parity"), state: "left out", missing: "training" },
      { stage: sampleStage("training"), state: "done", stored },
    ];
    const shares = await write(folder, DOCUMENT, { outcomes });
    assert.deepEqual(shares.slice(0, 3).map((share) => Number(share.toFixed(6))), [0.2, 0.4, 0.6]);
    assert.equal(shares.at(-1), 1);
    assert.deepEqual(shares, shares.toSorted((a, b) => a - b));
    assert.deepEqual(namesIn(folder), [
      ...["figures", "index.html", "outputs.zip", "report.json", "report.md", "stages", "tables"],
    ]);
    assert.deepEqual(namesIn(join(folder, "figures")), figureNames);
    assert.equal(await Deno.readTextFile(join(folder, "tables", "scores.csv")), "n\n1\n");
    assert.deepEqual(JSON.parse(await Deno.readTextFile(join(folder, "report.json"))), DOCUMENT);
    const { files } = await JSZip.loadAsync(await Deno.readFile(join(folder, "outputs.zip")));
    assert.deepEqual(
      Object.keys(files).sort(),
      [
        ...figureNames.map((name) => `figures/${name}`),
        ...["index.html", "report.md", "run.csv", "tables/scores.csv"],
      ].sort(),
    );
  }));

Deno.test("a report leaves no figure of an earlier report", () =>
  inFolder(async (folder) => {
    await write(folder);
    await write(folder, { ...DOCUMENT, chapters: [] });
    assert.deepEqual(namesIn(join(folder, "figures")), ["one.png", "one.svg"]);
    assert.deepEqual(namesIn(join(folder, "tables")), []);
  }));

Deno.test("a report that is stopped between two figures draws no more, nor an archive", () =>
  inFolder(async (folder) => {
    const controller = new AbortController(), { signal } = controller;
    const onShare = () => controller.abort();
    await assert.rejects(write(folder, DOCUMENT, { signal, onShare }), { name: "AbortError" });
    assert.deepEqual(namesIn(join(folder, "figures")), ["one.png", "one.svg"]);
    assert.ok(!namesIn(folder).includes("outputs.zip"));
  }));

Deno.test("a report that is stopped while it is packed has no archive", () =>
  inFolder(async (folder) => {
    const controller = new AbortController(), { signal } = controller;
    const onShare = (share: number) => share > 0.6 && controller.abort();
    await assert.rejects(write(folder, DOCUMENT, { signal, onShare }), { name: "AbortError" });
    assert.deepEqual(namesIn(join(folder, "figures")), figureNames);
    assert.ok(!namesIn(folder).includes("outputs.zip"));
  }));

Deno.test("a report refuses two figures, or two tables, of one name", () =>
  inFolder(async (folder) => {
    for (const [block, name] of [[figure("one"), "figure one"], [TABLE, "table scores"]] as const) {
      const document = { ...DOCUMENT, lead: [...DOCUMENT.lead, block] };
      await assert.rejects(write(folder, document), { message: new RegExp(`the name ${name}$`) });
    }
    await write(folder, { ...DOCUMENT, lead: [figure("scores")] });
  }));
