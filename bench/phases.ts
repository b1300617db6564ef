/**
 * What it wins to pool a convolution in phases (`onnx/rewrites/pool_by_strided_convs.ts`): its
 * time, as a part of the plain form's, by filters and their size. Images are 28 x 28 and 1 or 16
 * channels; behind the pooling stands a second convolution, as in a network.
 *
 * deno task bench:phases [--backend cpu|wasm] [--rounds N] [--threads N] [--batch N]
 */
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { parseArgs } from "node:util";
import { encodeModel } from "../onnx/encode.ts";
import type { OnnxNode, OnnxTensor } from "../onnx/model.ts";
import { poolByStridedConvs } from "../onnx/rewrites/pool_by_strided_convs.ts";
import { createSession } from "../runtime/session.ts";

const { values } = parseArgs({
  options: {
    backend: { type: "string", default: "cpu" },
    rounds: { type: "string", default: "80" },
    threads: { type: "string", default: "2" },
    batch: { type: "string", default: "32" },
  },
});
const [rounds, threads, batch] = [values.rounds, values.threads, values.batch].map(Number) as [
  number,
  number,
  number,
];
const backend = values.backend as "cpu" | "wasm";
const CHANNELS = [1, 16], KERNELS = [1, 3, 5], FILTERS = [1, 2, 4, 6, 7, 8, 12, 16];
/**
 * Runs of one form before it is the other's turn; of these the first are not counted, as the caches
 * are the other's.
 */
const RUNS = 5, UNCOUNTED = 2;
const print = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));

print(
  `${backend}, ${threads} threads, batch ${batch}, fastest fifth of ${
    rounds * (RUNS - UNCOUNTED)
  } runs`,
);
print(`| channels | kernel | ${FILTERS.map((filters) => `${filters} filters`).join(" | ")} |`);
print(`| ${Array(FILTERS.length + 2).fill("--:").join(" | ")} |`);
for (const channels of CHANNELS) {
  for (const kernel of KERNELS) {
    const parts: string[] = [];
    for (const filters of FILTERS) {
      const plain = model(channels, filters, kernel);
      const message = fromBinary(ModelProtoSchema, plain);
      poolByStridedConvs(message.graph!, 17, () => true);
      const phased = toBinary(ModelProtoSchema, message);
      const [before, after] = await alternate([plain, phased], channels);
      parts.push((after! / before!).toFixed(2));
    }
    print(`| ${channels} | ${kernel} x ${kernel} | ${parts.join(" | ")} |`);
  }
}

/** Convolution, rectifier, pooling and another convolution, on `x` [batch, channels, 28, 28]. */
function model(channels: number, filters: number, kernel: number): Uint8Array<ArrayBuffer> {
  const node = (op: string, inputs: string[], output: string, attributes = {}): OnnxNode => ({
    ...{ op, inputs, outputs: [output], attributes, domain: "", name: output },
  });
  const weights = (name: string, shape: number[]): OnnxTensor => {
    const size = shape.reduce((product, length) => product * length, 1);
    const data = Float32Array.from({ length: size }, (_, i) => Math.sin(1.7 * i) / kernel);
    return { name, type: "float32", shape, data };
  };
  const port = (name: string, shape: (number | string)[]) =>
    ({ name, type: "float32", shape }) as const;
  const pads = { ints: Array(4).fill((kernel - 1) / 2) };
  return encodeModel({
    opsets: { "": 17 },
    metadata: {},
    graph: {
      name: "pooled convolution",
      inputs: [port("x", ["batch", channels, 28, 28])],
      initializers: [
        weights("filter", [filters, channels, kernel, kernel]),
        weights("bias", [filters]),
        weights("second filter", [16, filters, 3, 3]),
      ],
      nodes: [
        node("Conv", ["x", "filter", "bias"], "convolved", { pads }),
        node("Relu", ["convolved"], "rectified"),
        node("MaxPool", ["rectified"], "pooled", {
          kernel_shape: { ints: [2, 2] },
          strides: { ints: [2, 2] },
        }),
        node("Conv", ["pooled", "second filter"], "y"),
      ],
      outputs: [port("y", ["batch", 16, 12, 12])],
    },
  });
}

/** Milliseconds of a run of each model, the fastest fifth's slowest. */
async function alternate(models: readonly Uint8Array[], channels: number): Promise<number[]> {
  const sessions = await Promise.all(
    models.map((bytes) => createSession(bytes, { backend, threads })),
  );
  const data = Float32Array.from(
    { length: batch * channels * 784 },
    (_, i) => (i * 37 % 101) / 101,
  );
  const times = models.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, session] of sessions.entries()) {
      for (let run = 0; run < RUNS; run++) {
        const x = new session.Tensor("float32", data, [batch, channels, 28, 28]);
        const began = performance.now();
        await session.run({ x });
        if (run >= UNCOUNTED) times[i]!.push(performance.now() - began);
      }
    }
  }
  for (const session of sessions) await session.close();
  return times.map((each) => each.toSorted((a, b) => a - b)[Math.floor(each.length / 5)]!);
}
