import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { createGenerator } from "../../data/random.ts";
import { WeftError } from "../../error.ts";
import { accelerate } from "../../train/mod.ts";
import { compileModel, exportOnnx } from "../export.ts";
import { assertClose, type Numbers, runModel } from "../testing/agrees_with_tfjs.ts";

const input = (name: string, width = 4) => tf.input({ shape: [width], name });
const dense = (name: string, units = 3) => tf.layers.dense({ name, units });
const apply = (layer: tf.layers.Layer, ...x: tf.SymbolicTensor[]) =>
  layer.apply(x.length === 1 ? x[0]! : x) as tf.SymbolicTensor;

/** A model of one hidden layer with two outputs, which has one name for both. */
function twoHeads(name: string): tf.LayersModel {
  const x = input("inside");
  return tf.model({ name, inputs: x, outputs: [apply(dense("a"), x), apply(dense("b", 2), x)] });
}

/** Gives its inputs' first numbers, whatever they are: a constant. */
class Ones extends tf.layers.Layer {
  static readonly className = "Ones";
  override call(): tf.Tensor {
    return tf.ones([2, 2]);
  }
  override computeOutputShape(): number[] {
    return [2, 2];
  }
}

interface Way {
  readonly build: () => tf.LayersModel;
  /** The names of the outputs in the file. */
  readonly names: readonly string[];
}

/** The ways in which two tensors of a model get one name, or lose their order. */
const ways: Readonly<Record<string, Way>> = {
  "two outputs of a shared layer": {
    build() {
      const [x, y, shared] = [input("x"), input("y"), dense("d")];
      return tf.model({ inputs: [x, y], outputs: [apply(shared, x), apply(shared, y)] });
    },
    names: ["d", "d_1"],
  },
  "three outputs of a shared layer beside a layer that has the second one's name": {
    build() {
      const [x, y, shared] = [input("x"), input("y"), dense("d", 4)];
      const [first, second] = [apply(shared, x), apply(shared, y)];
      const outputs = [first, second, apply(shared, first), apply(dense("d_1"), x)];
      return tf.model({ inputs: [x, y], outputs });
    },
    names: ["d", "d_2", "d_3", "d_1"],
  },
  "one tensor as two outputs": {
    build() {
      const x = input("x");
      const y = apply(dense("d"), x);
      return tf.model({ inputs: x, outputs: [y, apply(dense("e"), y), y] });
    },
    names: ["d", "e", "d_1"],
  },
  "an output that is an input": {
    build() {
      const x = input("x");
      return tf.model({ inputs: x, outputs: [x, apply(dense("d"), x)] });
    },
    names: ["x_1", "d"],
  },
  "outputs of a nested model": {
    build() {
      const x = input("x");
      const both = twoHeads("nested").apply(x) as tf.SymbolicTensor[];
      return tf.model({ inputs: x, outputs: both });
    },
    names: ["nested", "nested_1"],
  },
  "a nested model that is called twice": {
    build() {
      const [x, y, nested] = [input("x"), input("y"), twoHeads("nested")];
      const outputs = [x, y].flatMap((each) => nested.apply(each) as tf.SymbolicTensor[]);
      return tf.model({ inputs: [x, y], outputs });
    },
    names: ["nested", "nested_1", "nested_2", "nested_3"],
  },
  "nested models with layers of one name": {
    build() {
      const x = input("x");
      const outputs = ["left", "right"].map((name) =>
        apply(tf.sequential({ name, layers: [tf.layers.dense({ ...size, name: "d" })] }), x)
      );
      return tf.model({ inputs: x, outputs });
    },
    names: ["left", "right"],
  },
  "a layer in two nested models": {
    build() {
      const shared = dense("shared", 4);
      const nested = ["left", "right"].map((name) => {
        const x = input("inside");
        return tf.model({ name, inputs: x, outputs: apply(dense(`${name}_d`), apply(shared, x)) });
      });
      const x = input("x");
      return tf.model({ inputs: x, outputs: nested.map((each) => apply(each, x)) });
    },
    names: ["left", "right"],
  },
  "an output with the name of a weight": {
    build() {
      const x = input("x");
      return tf.model({ inputs: x, outputs: apply(dense("d/kernel"), apply(dense("d"), x)) });
    },
    names: ["d/kernel_1"],
  },
  "an input with the name of a weight": {
    build() {
      const x = input("d/kernel");
      return tf.model({ inputs: x, outputs: apply(dense("d"), x) });
    },
    names: ["d"],
  },
  "an output with the name of a node": {
    build() {
      const x = input("x");
      return tf.model({ inputs: x, outputs: apply(dense("e/Gemm"), apply(dense("e"), x)) });
    },
    names: ["e/Gemm"],
  },
  "names that are integers, which a record of JavaScript sorts": {
    build() {
      const [x, y] = [input("7"), input("3")];
      return tf.model({
        inputs: [x, y],
        outputs: [apply(dense("9"), x), apply(dense("4"), y), apply(dense("1", 2), y)],
      });
    },
    names: ["9", "4", "1"],
  },
  "an input that no output needs": {
    build() {
      const [x, y] = [input("x"), input("y", 7)];
      return tf.model({ inputs: [x, y], outputs: apply(dense("d"), x) });
    },
    names: ["d"],
  },
  "an output that is a constant": {
    build() {
      const x = tf.input({ batchShape: [2, 4], name: "x" });
      return tf.model({
        inputs: x,
        outputs: [apply(new Ones({ name: "c" }), x), apply(dense("d"), x)],
      });
    },
    names: ["c", "d"],
  },
};

const size = { units: 3, inputShape: [4] };

function drawn(model: tf.LayersModel): Record<string, Numbers> {
  const generator = createGenerator(1);
  return Object.fromEntries(model.inputs.map(({ shape }, i) => {
    const lengths = shape.map((length) => length ?? 2);
    const data = Float32Array.from(
      { length: lengths.reduce((a, b) => a * b) },
      () => 2 * generator.uniform() - 1,
    );
    return [model.inputNames[i]!, { shape: lengths, dtype: "float32", data }];
  }));
}

/** Outputs of a model that tfjs computes one by one. */
function oneByOne(model: tf.LayersModel, inputs: Record<string, Numbers>): Numbers[] {
  const tensors = model.inputNames.map((name) => {
    const { data, shape } = inputs[name]!;
    return tf.tensor(data, [...shape]);
  });
  return model.outputs.map((output) => {
    const single = tf.model({ inputs: model.inputs, outputs: output });
    const tensor = single.predict(tensors.length === 1 ? tensors[0]! : tensors) as tf.Tensor;
    return { shape: tensor.shape, dtype: "float32", data: tensor.dataSync<"float32">() };
  });
}

for (const [name, { build, names }] of Object.entries(ways)) {
  Deno.test(`a file has every input and output of a model with ${name}`, async () => {
    const model = build();
    const inputs = drawn(model);
    const expected = oneByOne(model, inputs);
    const compiled = compileModel(model);
    assert.deepEqual(compiled.outputs, names);
    assert.deepEqual(Object.keys(compiled.inputs), [...model.inputNames].sort());
    assertClose(
      await runModel(compiled.encode(), inputs),
      Object.fromEntries(expected.map((each, i) => [names[i]!, each])),
    );
    const own = names.map((_, i) => `output ${i}`);
    assertClose(
      await runModel(exportOnnx(model, { outputs: own }), inputs),
      Object.fromEntries(expected.map((each, i) => [own[i]!, each])),
    );
  });
}

Deno.test("an accelerated model exports every output of a shared layer", async () => {
  const model = ways["two outputs of a shared layer"]!.build();
  model.compile({ optimizer: "sgd", loss: ["meanSquaredError", "meanSquaredError"] });
  const fast = await accelerate(model);
  const results = await runModel(fast.exportOnnx(), drawn(model));
  assert.deepEqual(Object.keys(results), ["d", "d_1"]);
  await fast.close();
});

Deno.test("names of outputs that are empty, equal, or taken are refused", () => {
  const model = ways["two outputs of a shared layer"]!.build();
  const refused = (outputs: string[], message: RegExp) =>
    assert.throws(
      () => exportOnnx(model, { outputs }),
      (error) => error instanceof WeftError && message.test(error.message),
    );
  refused(["a"], /1 names were given for its 2 outputs/);
  refused(["a", "a"], /two of its outputs have the name 'a'/);
  refused(["", "a"], /the name of an output is empty/);
  refused(["x", "a"], /the output 'x' has the name of another tensor/);
  refused(["d/kernel", "a"], /the output 'd\/kernel' has the name of another tensor/);
});

Deno.test("an input of a layers model is of numbers or truth values, and of no other type", () => {
  class Floats extends tf.layers.Layer {
    static readonly className = "Floats";
    override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return tf.cast([x].flat()[0]!, "float32");
    }
  }
  const of = (dtype: tf.DataType) => {
    const x = tf.input({ shape: [4], name: "x", dtype });
    return tf.model({ inputs: x, outputs: apply(new Floats({ name: "floats" }), x) });
  };
  for (const dtype of ["float32", "int32", "bool"] as const) {
    const { inputs } = compileModel(of(dtype));
    assert.deepEqual(inputs.x, { shape: [null, 4], dtype });
  }
  assert.throws(() => compileModel(of("complex64")), /its input 'x' is of type complex64/);
});
