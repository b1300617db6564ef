import assert from "node:assert/strict";
import { join } from "node:path";
import JSZip from "jszip";
import { executeCommand } from "../cli/run_command.ts";
import { record } from "../cli/testing/recorded.ts";
import type { Terminal } from "../cli/terminal.ts";
import { WeftError } from "../error.ts";
import { classifierStage } from "../commands/report/classifier/classifier_stage.ts";
import type { Document } from "../commands/report/document/document.ts";
import { report } from "../commands/report/main.ts";
import { SPEC } from "../commands/report/spec.ts";
import type { ReportOptions } from "../commands/report/report_options.ts";
import type { Stage } from "../commands/report/stages/stage.ts";
import { trainStage } from "../commands/report/training/train_stage.ts";
import { documentMarkdown } from "../commands/report/document/document_markdown.ts";
import { assertSameBytes } from "./same_bytes.ts";
import { smallDataFlags, withSmallData } from "./small_data.ts";

/** The stages of LeNet alone: training and evaluation. */
const small = (options: ReportOptions): Stage[] => [
  trainStage(options, "lenet", "models"),
  classifierStage(options, "lenet"),
];

/** Runs the command in this process. `stopAt` is the output at which Ctrl-C arrives. */
async function make(
  folder: string,
  out: string,
  { stages = small, stopAt }: { stages?: (options: ReportOptions) => Stage[]; stopAt?: string } =
    {},
) {
  const stop = new AbortController();
  const stdout = record(), printed = record();
  const stderr: Terminal = {
    ...printed,
    write(text) {
      printed.write(text);
      if (stopAt !== undefined && text.includes(stopAt)) {
        stop.abort(new DOMException("The command was stopped", "AbortError"));
      }
    },
  };
  const args = ["--quick", "--json", "--threads", "1", "--out", join(folder, out)]
    .concat(smallDataFlags(folder));
  const code = await executeCommand(
    SPEC,
    (flags, context) => report(flags, context, stages),
    args,
    { stdout, stderr, signal: stop.signal },
  );
  return { code, stdout: stdout.text, stderr: printed.text };
}

const documentOf = async (folder: string, out: string): Promise<Document> =>
  JSON.parse(await Deno.readTextFile(join(folder, out, "report.json")));

/** The report without its times. */
function masked(document: Document): Document {
  return JSON.parse(JSON.stringify(document), (key, value) => key === "time" ? "?" : value);
}

Deno.test("a report that was stopped and continued has the same bytes but for times", async () => {
  await withSmallData(async (folder) => {
    assert.equal((await make(folder, "whole")).code, 0);

    const first = await make(folder, "parts", { stopAt: "epoch 2/5" });
    assert.equal(first.code, 130);
    assert.match(first.stderr, /Stopped\. The same command continues from here\./);
    const second = await make(folder, "parts", { stopAt: "evaluating LeNet" });
    assert.equal(second.code, 130);
    assert.match(second.stderr, /continues the run/);
    assert.match(second.stderr, /done: training LeNet/);
    const last = await make(folder, "parts");
    assert.equal(last.code, 0, last.stderr);
    assert.doesNotMatch(last.stderr, /training LeNet/);

    const [whole, parts] = await Promise.all([
      documentOf(folder, "whole"),
      documentOf(folder, "parts"),
    ]);
    assert.deepEqual(masked(parts), masked(whole));
    assert.equal(documentMarkdown(masked(parts)), documentMarkdown(masked(whole)));
    const files = async (out: string) =>
      await JSZip.loadAsync(await Deno.readFile(join(folder, out, "outputs.zip")));
    const [a, b] = [await files("whole"), await files("parts")];
    assert.deepEqual(Object.keys(b.files), Object.keys(a.files));
    const written = /^(index\.html|report\.md|tables\/(summary|environment)\.csv)$/;
    const same = Object.keys(a.files).filter((path) => !written.test(path));
    assert.ok(same.length > 20, `${same}`);
    for (const path of same) {
      const [x, y] = await Promise.all([a, b].map((zip) => zip.file(path)!.async("uint8array")));
      assertSameBytes(y!, x!, path);
    }
    const html = async (out: string) =>
      (await Deno.readTextFile(join(folder, out, "index.html")))
        .replace(/<span class="time">[^<]*<\/span>/g, "?");
    assert.equal(await html("parts"), await html("whole"));
  });
});

Deno.test("the report and the terminal name a stage that fails, and keep the others", async () => {
  await withSmallData(async (folder) => {
    const broken = (options: ReportOptions) =>
      small(options).map((stage) =>
        stage.name === "see-lenet"
          ? {
            ...stage,
            run: () =>
              Promise.reject(new WeftError("file", "Cannot draw: full", "Free some space")),
          }
          : stage
      );
    const failed = await make(folder, "out", { stages: broken });
    assert.equal(failed.code, 1);
    assert.match(
      failed.stderr,
      /error: Cannot finish the report: evaluating LeNet failed: Cannot draw: full\. Free some space\. The other parts are in .*index\.html; the same command runs only what is missing\.\n$/,
    );
    const { stages } = JSON.parse(failed.stdout);
    assert.deepEqual(stages.map(({ state }: { state: string }) => state), ["done", "failed"]);
    const text = await Deno.readTextFile(join(folder, "out", "report.md"));
    assert.match(text, /\| LeNet \| 61,706 \|/);
    assert.match(
      text,
      /\*\*Note\.\*\* .*Evaluating LeNet failed: Cannot draw: full\. Free some space\./,
    );

    const repaired = await make(folder, "out");
    assert.equal(repaired.code, 0, repaired.stderr);
    assert.doesNotMatch(repaired.stderr, /training LeNet/);
    assert.doesNotMatch(await Deno.readTextFile(join(folder, "out", "report.md")), /missing/);
  });
});
