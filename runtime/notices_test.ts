import assert from "node:assert/strict";
import { record } from "../cli/testing/recorded.ts";
import { warnOfFallback, warnOfThreads } from "./notices.ts";

const nodes = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    ...{ name: `node${i}`, op: "Conv", provider: "CPU", shapes: false },
  }));

Deno.test("a notice says how many nodes are left to the CPU, and names up to five", () => {
  const noticeOf = (count: number) => {
    const stderr = record();
    warnOfFallback(nodes(count), "cuda", stderr);
    return stderr.text;
  };
  assert.match(noticeOf(1), /cuda left 1 node to the CPU: node0 \(Conv\)\n$/);
  assert.match(noticeOf(5), /left 5 nodes .*, node4 \(Conv\)\n$/);
  assert.match(noticeOf(7), /left 7 nodes .*, node4 \(Conv\) and 2 more\n$/);
});

Deno.test("a notice about threads is printed only where there is one", () => {
  const noticeOf = (threads?: number) => {
    const stderr = record();
    warnOfThreads("wasm", threads, stderr);
    return stderr.text;
  };
  assert.match(noticeOf(4), /--threads 4 changes nothing\n$/);
  assert.equal(noticeOf(), "");
});
