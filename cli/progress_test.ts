import assert from "node:assert/strict";
import { createProgress, type ProgressOptions } from "./progress.ts";

/** Makes a progress display with a fake clock that records what it writes. */
function start(
  options: Partial<ProgressOptions> & { columns?: number; isTerminal?: boolean } = {},
) {
  const { columns = 100, isTerminal = true, ...rest } = options;
  const writes: string[] = [];
  let time = 0;
  const progress = createProgress({
    label: "Epoch 1/3",
    total: 1000,
    unit: "images",
    terminal: {
      write: (text) => writes.push(text),
      isTerminal,
      colour: false,
      columns: () => columns,
    },
    now: () => time,
    ...rest,
  });
  return { progress, writes, wait: (ms: number) => time += ms };
}

Deno.test("createProgress() shows bar, counts, rate, ETA and note on one line", () => {
  const { progress, writes, wait } = start({ columns: 120 });
  wait(1000);
  progress.update(250, "loss 0.52");
  assert.deepEqual(writes, [
    "\r\x1b[KEpoch 1/3 ▕███████▌                      ▏ 25% 250 of 1,000 images  250 images/s  ETA 3.0 s  loss 0.52",
  ]);
});

Deno.test("createProgress() redraws at most ten times a second", () => {
  const { progress, writes, wait } = start();
  for (let i = 0; i < 1000; i++) {
    wait(1);
    progress.update(i);
  }
  assert.ok(writes.length <= 11, `${writes.length} redraws`);
});

Deno.test("createProgress() never exceeds the terminal's width", () => {
  for (const columns of [10, 20, 40, 60, 79, 200]) {
    const { progress, writes, wait } = start({ columns });
    wait(1000);
    progress.update(250, "a long note ".repeat(9));
    progress.end();
    for (const write of writes) {
      const text = write.replace("\r\x1b[K", "").trimEnd();
      assert.ok(text.length < columns, `${text.length} at ${columns}: ${text}`);
    }
  }
});

Deno.test("createProgress() prints a line every five seconds without a terminal", () => {
  const { progress, writes, wait } = start({ isTerminal: false, total: 100 });
  for (let done = 1; done <= 12; done++) {
    wait(1000);
    progress.update(done);
  }
  progress.end("loss 0.31");
  assert.deepEqual(writes, [
    "Epoch 1/3: 5% 5 of 100 images, 1 images/s, ETA 1:35\n",
    "Epoch 1/3: 10% 10 of 100 images, 1 images/s, ETA 1:30\n",
    "Epoch 1/3: 12% 12 of 100 images, 1 images/s, in 12 s, loss 0.31\n",
  ]);
});

Deno.test("createProgress() smooths the rate: a short stall changes it only a little", () => {
  const { progress, writes, wait } = start({ total: 100_000 });
  let done = 0;
  for (let i = 0; i < 100; i++) {
    wait(100);
    progress.update(done += 100);
  }
  wait(500);
  progress.update(done);
  const rate = Number(/([\d,]+) images\/s/.exec(writes.at(-1)!)![1]!.replace(",", ""));
  assert.ok(rate > 850 && rate < 1000, `${rate}`);
});

Deno.test("createProgress() excludes units done before a resume from the rate", () => {
  const { progress, writes, wait } = start({ start: 500 });
  wait(1000);
  progress.update(600);
  assert.match(writes.at(-1)!, /100 images\/s +ETA 4\.0 s/);
});

Deno.test("createProgress() counts bytes as MB and needs no total", () => {
  const { progress, writes, wait } = start({ unit: "bytes", label: "Downloading" });
  wait(1000);
  progress.update(500);
  assert.match(writes.at(-1)!, /1 kB of 1 kB/);
  const unknown = createProgress({
    label: "Downloading",
    unit: "bytes",
    terminal: {
      write: (text) => writes.push(text),
      isTerminal: true,
      colour: false,
      columns: () => 80,
    },
    now: () => 0,
  });
  unknown.update(12_300_000);
  assert.equal(writes.at(-1), "\r\x1b[KDownloading  12.3 MB");
});

Deno.test("createProgress() prints a line above the bar, and nothing after the end", () => {
  const { progress, writes, wait } = start();
  wait(1000);
  progress.update(10);
  progress.line("notice");
  assert.equal(writes[1], "\r\x1b[Knotice\n");
  assert.ok(writes[2]!.startsWith("\r\x1b[KEpoch"));
  progress.end();
  progress.update(20);
  progress.end();
  assert.equal(writes.length, 4);
  assert.ok(writes[3]!.endsWith("\n"));
});
