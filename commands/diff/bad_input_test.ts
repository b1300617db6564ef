import assert from "node:assert/strict";
import { runRecorded } from "../../cli/testing/recorded.ts";
import { decodeModel, encodeModel } from "../../onnx/encode.ts";
import { makeNode, makeTensor, makeValueInfo } from "../../onnx/make.ts";
import { diff } from "./main.ts";
import { SPEC } from "./spec.ts";
import { inFolder, modelOf, weight, write } from "./testing/models.ts";

const text = (line: string) => new TextEncoder().encode(line);

const model = () =>
  modelOf({
    inputs: { tokens: ["batch", "length"], image: [2, 3] },
    constants: [weight("w", [3])],
    nodes: [makeNode("Add", ["image", "w"], ["sum"]), makeNode("Neg", ["tokens"], ["y"])],
    outputs: ["y"],
  });

Deno.test("diff refuses bad input in one line, with the next step", () =>
  inFolder(async (folder) => {
    const file = await write(folder, "a.onnx", model());
    const refuses = async (args: readonly string[], message: RegExp, code: 1 | 2) => {
      const recorded = await runRecorded(SPEC, diff, args);
      assert.equal(recorded.stdout, "");
      assert.match(recorded.stderr, message);
      assert.equal(recorded.stderr.trimEnd().split("\n").length, 1, recorded.stderr);
      assert.equal(recorded.code, code, recorded.stderr);
    };
    const shaped = [file, "--shape", "tokens=1,4"];
    await refuses([], /Missing A\.onnx: what to compare/, 2);
    await refuses(["none.onnx"], /Cannot read none\.onnx: no such file or folder/, 1);
    await refuses([file, "--backend", "gpu"], /--backend: expected cpu, cuda, .* got "gpu"/, 2);
    await refuses([file, file, "--backend", "cpu,wasm,webgpu"], /two models on 3 backends/, 2);
    await refuses(
      [file],
      /the file leaves tokens float32\[batch, length\] open\. Pass --shape tokens=1,1 /,
      2,
    );
    await refuses([file, "--shape", "tokens=1"], /shape \[1\] for tokens float32\[batch, /, 2);
    await refuses([...shaped, "image=5,3"], /shape \[5, 3\] for image float32\[2, 3\]/, 2);
    await refuses([...shaped, "picture=1"], /no input "picture"\. The inputs are tokens/, 2);
    await refuses([...shaped, "--input", "a.png"], /a \.npy, \.json or \.pb file, got "a\.png"/, 2);
    await refuses([...shaped, "--input", "a.npy"], /Cannot read a\.npy: no such file/, 1);
    const lists = await write(folder, "lists.json", text("[[1, 2], [3]]"));
    await refuses([...shaped, "--input", lists], /it is not a JSON list of numbers/, 1);
    const named = await write(folder, "named.json", text('{"picture": [1]}'));
    await refuses([...shaped, "--input", named], /picture is not an input of the model/, 2);
    const damaged = await write(folder, "input_0.pb", text("damaged"));
    await refuses([...shaped, "--input", damaged], /it is not a TensorProto of numbers/, 1);
    await write(folder, "b.onnx", text("not a model"));
    await refuses([...shaped, "--input", `image=${lists}`, "--seed", "-1"], /--seed/, 2);
    await refuses([`${folder}/b.onnx`], /b\.onnx: it is damaged, or not an ONNX file/, 1);
  }));

Deno.test("diff names a constant in another file, and an input that is no tensor of numbers", () =>
  inFolder(async (folder) => {
    const beside = decodeModel(model());
    beside.graph!.initializer[0]!.externalData = [
      { $typeName: "onnx.StringStringEntryProto", key: "location", value: "weights.bin" },
    ];
    const texts = decodeModel(model());
    const port = makeValueInfo({ name: "words", type: "float32", shape: [2] });
    if (port.type?.value.case === "tensorType") port.type.value.value.elemType = 8;
    texts.graph!.input.push(port);
    const cases = [
      [beside, /its constant "w" is in another file, weights\.bin\. Save the model with/],
      [texts, /its input words string\[2\] is not a tensor of numbers/],
    ] as const;
    for (const [proto, message] of cases) {
      const file = await write(folder, "a.onnx", encodeModel(proto));
      const { code, stderr } = await runRecorded(SPEC, diff, [file, "--shape", "tokens=1,1"]);
      assert.equal(code, 1);
      assert.match(stderr, message);
    }
  }));

Deno.test("an error of the runtime names the file and the backend", () =>
  inFolder(async (folder) => {
    const file = await write(
      folder,
      "a.onnx",
      modelOf({
        inputs: [{ name: "i", type: "int64", shape: [1] }],
        constants: [makeTensor("table", "float32", [1], Float32Array.of(1))],
        nodes: [makeNode("Gather", ["table", "i"], ["y"])],
        outputs: ["y"],
      }),
    );
    const input = await write(folder, "i.json", text("[7]"));
    const { code, stderr } = await runRecorded(SPEC, diff, [file, "--input", input]);
    assert.equal(code, 1);
    assert.match(stderr, /Cannot run \S+a\.onnx on cpu: .*out of.*bounds.* give one with --input/);
  }));
