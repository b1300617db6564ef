import { loadModel, WeftError } from "weft-ml";
import { classifyImage } from "./classify_image.ts";

// Prints the results of backends where onnxruntime-node is missing.
const { label } = await classifyImage("auto");
const model = await loadModel("zoo:lenet");
const cpu = await loadModel("zoo:lenet", { backend: "cpu" }).catch((error: unknown) => error);
if (!(cpu instanceof WeftError)) throw new Error("cpu works without onnxruntime-node");
// deno-lint-ignore no-console
console.log(JSON.stringify({
  label,
  auto: { backend: model.session.provider, reason: model.session.reason },
  cpu: { message: cpu.message, hint: cpu.hint },
}));
await model.close();
