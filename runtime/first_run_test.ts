import assert from "node:assert/strict";
import { firstRun } from "./first_run.ts";
import type { PlacedNode } from "./node_placement.ts";

/** A profile with a node of each of the providers, and the first run that reads it. */
function profiled(providers: readonly string[], allowCpu = false) {
  const calls: string[] = [];
  const left: PlacedNode[] = [];
  const call = (name: string) => () => void calls.push(name);
  const events = providers.map((provider, i) => ({
    ...{ cat: "Node", name: `node${i}_kernel_time` },
    args: { op_name: "Conv", provider: `${provider}ExecutionProvider` },
  }));
  const run = firstRun({
    prefix: "profile",
    read: () => Promise.resolve(JSON.stringify(events)),
    remove: () => Promise.resolve(call("remove")()),
  }, {
    ...{ name: "net.onnx", backend: "cuda", allowCpu },
    endProfiling: call("end"),
    onFallback: (nodes) => left.push(...nodes),
  });
  return { run, calls, left };
}

Deno.test("the first run is profiled once, and its profile removed", async () => {
  const { run, calls, left } = profiled(["CUDA", "CUDA"]);
  assert.equal(run.placement(), undefined);
  await run.check();
  await run.check();
  await run.remove();
  assert.deepEqual(calls, ["end", "remove"]);
  assert.deepEqual(run.placement()!.map(({ name }) => name), ["node0", "node1"]);
  assert.deepEqual(left, []);
});

Deno.test("nodes that are left to the CPU are reported", async () => {
  const { run, left } = profiled(["CUDA", "CPU"]);
  await run.check();
  assert.deepEqual(left.map(({ name }) => name), ["node1"]);
});

Deno.test("a run of all nodes on the CPU is refused, unless that is allowed", async () => {
  for (const providers of [["CPU"], ["CPU", "CPU"]]) {
    const { run, calls } = profiled(providers);
    await assert.rejects(run.check(), (error: Error) => {
      const expected =
        `net.onnx on cuda: ONNX Runtime ran all ${providers.length} nodes on the CPU`;
      return error.message.includes(expected);
    });
    assert.deepEqual(calls, ["end", "remove"]);
  }
  const allowed = profiled(["CPU", "CPU"], true);
  await allowed.run.check();
  assert.equal(allowed.left.length, 2);
  await profiled([]).run.check();
});

Deno.test("a profile that was not read is removed", async () => {
  const { run, calls } = profiled(["CUDA"]);
  await run.remove();
  assert.deepEqual(calls, ["remove"]);
});
