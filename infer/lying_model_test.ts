import assert from "node:assert/strict";
import { type ErrorCode, WeftError } from "../error.ts";
import { encodeModel } from "../onnx/encode.ts";
import { elementData } from "../onnx/element_type.ts";
import { makeGraph, makeModel, makeNode, makeTensor, type ValueInfo } from "../onnx/make.ts";
import { IMAGE_PIXELS } from "../data/image.ts";
import { bandClassifier } from "../tests/models/band_classifier.ts";
import { classify } from "./classify.ts";
import { loadModel } from "./load_model.ts";
import { loadVae } from "./vae/load_vae.ts";
import { decode, encode } from "./vae/vae.ts";
import { runLogits } from "./run_logits.ts";

const refused = (code: ErrorCode, message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof WeftError, String(error));
  assert.equal(error.code, code);
  assert.match(error.message, message);
  return true;
};

const value = (name: string, shape: ValueInfo["shape"]): ValueInfo => ({
  name,
  type: "float32",
  shape,
});
const IMAGE = value("image", ["batch", 1, 28, 28]);

/** A model whose outputs are the positions of the pixels that are not 0: [2, count]. */
function positionsAs(input: ValueInfo, outputs: readonly ValueInfo[]): Uint8Array {
  const nodes = [
    makeNode("Flatten", [input.name], ["rows"]),
    makeNode("NonZero", ["rows"], ["positions"]),
    ...outputs.map(({ name }) => makeNode("Cast", ["positions"], [name], { to: { i: 1 } })),
  ];
  const graph = makeGraph({ name: "positions", inputs: [input], outputs, nodes });
  return encodeModel(makeModel({ graph, opsets: { "": 17 } }));
}

Deno.test("loadModel() refuses more classes than the file has bytes before it names them", async () => {
  const wide = 300_000_000;
  const classes = positionsAs(IMAGE, [value("logits", ["batch", wide])]);
  const sizes = /it declares 300000000 numbers for an image and has only \d+ bytes/;
  await assert.rejects(loadModel(classes), refused("model", sizes));
  const both = [value("logits", ["batch", 2]), value("embedding", ["batch", wide])];
  await assert.rejects(loadModel(positionsAs(IMAGE, both)), refused("model", sizes));
});

Deno.test("an output of another shape than declared is refused, and not cut to fit", async () => {
  const outputs = [value("logits", ["batch", 30]), value("embedding", ["batch", 7])];
  const model = await loadModel(positionsAs(IMAGE, outputs), { name: "liar" });
  for (const pixels of [0, 3, 30]) {
    const image = new Uint8Array(IMAGE_PIXELS).fill(9, 0, pixels);
    const message = new RegExp(`^Cannot use liar: its output logits is float32 \\[2,${pixels}\\]`);
    await assert.rejects(classify(model, image), refused("model", message));
  }
  await model.close();
});

/** An encoder and a decoder that return each row twice. */
function doubled(width: number) {
  const model = (inputs: ValueInfo[], outputs: ValueInfo[], rows: number[], weights: number[]) => {
    const graph = makeGraph({
      name: "doubled",
      inputs,
      outputs,
      initializers: [
        makeTensor("shape", "int64", [rows.length], elementData("int64", rows)),
        makeTensor("w", "float32", weights, new Float32Array(weights[0]! * weights[1]!)),
      ],
      nodes: [
        makeNode("Flatten", [inputs[0]!.name], ["flat"]),
        makeNode("MatMul", ["flat", "w"], ["product"]),
        makeNode("Reshape", ["product", "shape"], ["rows"]),
        ...outputs.map(({ name }) =>
          makeNode("Concat", ["rows", "rows"], [name], { axis: { i: 0 } })
        ),
      ],
    });
    return encodeModel(makeModel({ graph, opsets: { "": 17 } }));
  };
  const latent = (name: string) => value(name, ["batch", width]);
  const outputs = [latent("mean"), latent("logvar")];
  return {
    encoder: model([IMAGE], outputs, [-1, width], [IMAGE_PIXELS, width]),
    decoder: model([latent("latent")], [IMAGE], [-1, 1, 28, 28], [width, IMAGE_PIXELS]),
  };
}

Deno.test("loadVae() refuses a latent space wider than its files", async () => {
  const wide = 300_000_000;
  const { decoder } = doubled(2);
  const declared = ["mean", "logvar"].map((name) => value(name, ["batch", wide]));
  const encoder = positionsAs(IMAGE, declared);
  await assert.rejects(loadVae({ encoder, decoder }), refused("model", /it is not an encoder/));
});

Deno.test("encode() and decode() refuse outputs with more rows than images", async () => {
  const model = await loadVae(doubled(4), { name: "liar" });
  const output = /liar: its output mean is float32 \[2,4\] where float32 \[1,4\] is declared/;
  await assert.rejects(encode(model, new Uint8Array(IMAGE_PIXELS)), refused("model", output));
  const image = /liar: its output image is float32 \[2,1,28,28\] where float32 \[1,1,28,28\]/;
  await assert.rejects(decode(model, new Float32Array(4)), refused("model", image));
  await model.close();
});

Deno.test("classify() refuses what is no pixels, no size of a batch, and a closed model", async () => {
  const model = await loadModel(bandClassifier(), { name: "bands" });
  const image = new Uint8Array(IMAGE_PIXELS);
  for (const batchSize of [0, -1, 2.5, NaN, Infinity]) {
    const message = new RegExp(`in batches of ${batchSize}: expected a whole number`);
    await assert.rejects(runLogits(model, image, { batchSize }), refused("usage", message));
  }
  for (const pixels of [undefined, null, "shirt.png", new Array(784).fill(0), new ArrayBuffer(9)]) {
    const message = /expected pixels in a Uint8Array or a Float32Array/;
    await assert.rejects(
      classify(model, pixels as unknown as Uint8Array),
      refused("usage", message),
    );
  }
  await model.close();
  await model.close();
  await assert.rejects(
    classify(model, image),
    refused("usage", /^Cannot run bands: it is closed$/),
  );
});
