import assert from "node:assert/strict";
import process from "node:process";
import type { NodeProto } from "onnx-buf";
import { floats, ints, modelOf } from "../../tests/rewritten_model.ts";
import { decodeModel, encodeModel } from "../encode.ts";
import { makeNode } from "../make.ts";
import { rewriteForCpu } from "./for_cpu.ts";

const SHAPE = [1, 12, 12];
const POOL = { kernel_shape: ints(2, 2), strides: ints(2, 2) };

/** Convolutions with poolings, side by side, that share one filter. */
function sites(count: number): Uint8Array {
  const nodes = Array.from({ length: count }, (_, i) => [
    makeNode("Conv", ["x", "filter"], [`c${i}`]),
    makeNode("MaxPool", [`c${i}`], [`p${i}`], POOL),
  ]).flat();
  nodes.push(makeNode("Sum", Array.from({ length: count }, (_, i) => `p${i}`), ["y"]));
  return encodeModel(modelOf({ shape: SHAPE, constants: [floats("filter", [6, 1, 3, 3])], nodes }));
}

/** A convolution with pooling behind many other nodes. */
function deep(count: number): Uint8Array {
  const chain = Array.from(
    { length: count },
    (_, i): NodeProto => makeNode("Relu", [i === 0 ? "x" : `r${i}`], [`r${i + 1}`]),
  );
  const nodes = [
    ...chain,
    makeNode("Conv", [`r${count}`, "filter"], ["c"]),
    makeNode("MaxPool", ["c"], ["y"], POOL),
  ];
  return encodeModel(modelOf({ shape: SHAPE, constants: [floats("filter", [6, 1, 3, 3])], nodes }));
}

const maxima = (bytes: Uint8Array) =>
  decodeModel(bytes).graph!.node.filter(({ opType }) => opType === "ReduceMax").length;

Deno.test("a graph of 100,000 nodes in a chain is rewritten", () => {
  assert.equal(maxima(rewriteForCpu(deep(100_000))), 1);
});

Deno.test("a filter of many convolutions is rewritten once", () => {
  const rewritten = rewriteForCpu(sites(500));
  assert.equal(maxima(rewritten), 500);
  const filters = decodeModel(rewritten).graph!.initializer.filter(({ dims }) => dims.length === 4);
  assert.equal(filters.length, 1);
});

Deno.test("the work of rewriting grows with the graph and not with its square", () => {
  /** The processor time, which other programs do not change. */
  const work = (count: number) => {
    const bytes = sites(count), began = process.cpuUsage().user;
    assert.equal(maxima(rewriteForCpu(bytes)), count);
    return process.cpuUsage().user - began;
  };
  work(1000); // the first one compiles the code
  const small = Math.min(work(1000), work(1000), work(1000));
  // Ten times the sites: linear work is 10 times as much, quadratic work 100 times.
  assert.ok(work(10_000) < 40 * small);
});
