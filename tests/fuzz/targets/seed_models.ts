import type { NodeProto, TensorProto } from "onnx-buf";
import { elementData } from "../../../onnx/element_type.ts";
import { encodeModel } from "../../../onnx/encode.ts";
import { makeGraph, makeModel, makeNode, makeTensor } from "../../../onnx/make.ts";

const ints = (...values: number[]) => ({ ints: values });

function floats(name: string, shape: readonly number[]): TensorProto {
  const length = shape.reduce((product, n) => product * n, 1);
  const data = Float32Array.from({ length }, (_, i) => Math.sin(1 + 1.7 * i) / 4);
  return makeTensor(name, "float32", shape, data);
}

const integers = (name: string, values: readonly number[]) =>
  makeTensor(name, "int64", [values.length], elementData("int64", values));

/** A classifier of images, from its layers and its constants. */
function classifier(nodes: NodeProto[], initializers: TensorProto[], opset: number): Uint8Array {
  const graph = makeGraph({
    name: "seed",
    inputs: [{ name: "image", type: "float32", shape: ["batch", 1, 28, 28] }],
    outputs: [{ name: "logits", type: "float32", shape: ["batch", 4] }],
    nodes,
    initializers,
  });
  const metadata = { labels: '["a","b","c","d"]', model: "seed" };
  return encodeModel(makeModel({ graph, opsets: { "": opset }, metadata }));
}

/**
 * A small LeNet as weft exports it: pooling that is rewritten, and channels of zeros that are
 * dropped. 10 kB.
 */
function lenet(opset: number): Uint8Array {
  const pool = { kernel_shape: ints(2, 2), strides: ints(2, 2) };
  return classifier(
    [
      makeNode("Mul", ["image", "scale"], ["scaled"]),
      makeNode("Add", ["scaled", "shift"], ["shifted"]),
      makeNode("Pad", ["shifted", "around"], ["padded"]),
      makeNode("Conv", ["padded", "w1", "b1"], ["c1"], { kernel_shape: ints(3, 3) }),
      makeNode("Relu", ["c1"], ["r1"]),
      makeNode("MaxPool", ["r1"], ["p1"], pool),
      makeNode("Pad", ["p1", "channels"], ["p1/padded"]),
      makeNode("Pad", ["w2", "channels", "zero"], ["w2/padded"]),
      makeNode("Conv", ["p1/padded", "w2/padded", "b2"], ["c2"], { pads: ints(1, 1, 1, 1) }),
      makeNode("MaxPool", ["c2"], ["p2"], pool),
      makeNode("Flatten", ["p2"], ["flat"]),
      makeNode("Gemm", ["flat", "w3", "b3"], ["logits"], { transB: { i: 0 } }),
    ],
    [
      floats("scale", []),
      floats("shift", [1, 1, 1]),
      integers("around", [0, 0, 1, 1, 0, 0, 1, 1]),
      floats("w1", [6, 1, 3, 3]),
      floats("b1", [6]),
      integers("channels", [0, 0, 0, 0, 0, 2, 0, 0]),
      makeTensor("zero", "float32", [], new Float32Array(1)),
      floats("w2", [4, 6, 3, 3]),
      floats("b2", [4]),
      floats("w3", [196, 4]),
      floats("b3", [4]),
    ],
    opset,
  );
}

/** A model with transposed convolutions whose pads the rewrite for CUDA makes symmetric. 5 kB. */
function decoder(): Uint8Array {
  return classifier(
    [
      makeNode("MaxPool", ["image"], ["small"], { kernel_shape: ints(4, 4), strides: ints(4, 4) }),
      makeNode("BatchNormalization", ["small", "one", "one", "one", "one"], ["normal"]),
      makeNode("ConvTranspose", ["normal", "w1", "b1"], ["t1"], {
        strides: ints(2, 2),
        pads: ints(0, 0, 1, 1),
      }),
      makeNode("Relu", ["t1"], ["r1"]),
      makeNode("ConvTranspose", ["r1", "w2"], ["t2"], {
        pads: ints(1, 0, 0, 1),
        group: { i: 1 },
        dilations: ints(1, 1),
      }),
      makeNode("GlobalAveragePool", ["t2"], ["mean"]),
      makeNode("Flatten", ["mean"], ["logits"]),
    ],
    [
      makeTensor("one", "float32", [1], Float32Array.of(1)),
      floats("w1", [1, 6, 3, 3]),
      floats("b1", [6]),
      floats("w2", [6, 4, 3, 3]),
    ],
    17,
  );
}

/** Batch normalization, and a convolution that WebAssembly computes by points. 31 kB. */
function normalized(): Uint8Array {
  const channels = 28;
  const statistics = ["gamma", "beta", "mean", "variance"];
  return classifier(
    [
      makeNode("MaxPool", ["image"], ["small"], { kernel_shape: ints(3, 3), strides: ints(3, 3) }),
      makeNode("Conv", ["small", "w1"], ["c1"], { pads: ints(0, 1, 0, 1) }),
      makeNode("BatchNormalization", ["c1", ...statistics], ["n1"]),
      makeNode("MaxPool", ["n1"], ["p1"], { kernel_shape: ints(2, 2) }),
      makeNode("Conv", ["p1", "w2", "b2"], ["c2"], { pads: ints(2, 1, 2, 0) }),
      makeNode("GlobalAveragePool", ["c2"], ["mean of places"]),
      makeNode("Flatten", ["mean of places"], ["flat"]),
      makeNode("Gemm", ["flat", "w3"], ["logits"]),
    ],
    [
      floats("w1", [channels, 1, 3, 3]),
      ...statistics.slice(0, 3).map((name) => floats(name, [channels])),
      makeTensor("variance", "float32", [channels], new Float32Array(channels).fill(0.5)),
      floats("w2", [channels, channels, 3, 3]),
      floats("b2", [channels]),
      floats("w3", [channels, 4]),
    ],
    17,
  );
}

/** Valid models, small so that many variants of them can be tried. */
export const seedModels = (): Uint8Array[] => [lenet(13), lenet(18), decoder(), normalized()];
