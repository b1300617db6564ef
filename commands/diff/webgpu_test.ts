import assert from "node:assert/strict";
import { channelPadding } from "../../onnx/rewrites/channel_padding.ts";
import { makeNode } from "../../onnx/make.ts";
import { RUNTIMES } from "../../tests/conformance/runtimes.ts";
import { needs } from "../../tests/needs.ts";
import { inFolder, modelOf, runDiff, weight, write } from "./testing/models.ts";

Deno.test({
  name: "a fault of ONNX Runtime's WebGPU provider is found and reproduced by one node",
  ...needs("WebGPU"),
  fn: () =>
    inFolder(async (folder) => {
      await RUNTIMES.webgpu.load(); // names a driver where there is none
      // The fault that `onnx/rewrites/channel_padding.ts` works around.
      assert.notEqual(channelPadding({ inChannels: 6, outChannels: 8, groups: 1 }), 0);
      const file = await write(
        folder,
        "conv.onnx",
        modelOf({
          inputs: { image: [1, 3, 9, 9] },
          constants: [weight("w1", [6, 3, 3, 3]), weight("w2", [8, 6, 3, 3])],
          nodes: [
            makeNode("Conv", ["image", "w1"], ["conv1"]),
            makeNode("Relu", ["conv1"], ["relu1"]),
            makeNode("Conv", ["relu1", "w2"], ["conv2"]),
          ],
          outputs: ["conv2"],
        }),
      );
      const { code, rows, stderr } = await runDiff(folder, file, "--backend", "cpu,webgpu");
      assert.equal(code, 1, stderr);
      assert.match(rows, /cpu and webgpu part at the node conv2 \(Conv\), node 3 of 3$/m);
      assert.match(rows, /alone +Conv alone parts too, run by WebGpu\./);
    }),
});
