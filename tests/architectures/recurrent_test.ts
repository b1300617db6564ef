import { compileStep, exportOnnx } from "../../compiler/mod.ts";
import { needs } from "../needs.ts";
import { checkOnnx } from "../onnx_checker.ts";
import { recurrentModels } from "./recurrent_models.ts";
import { stepInputs, trainingStep } from "./training.ts";

Deno.test(
  "the official checker accepts every recurrent model",
  needs("Python's onnx"),
  async () => {
    const files = Object.fromEntries(
      Object.entries(recurrentModels).flatMap(([name, build]) => {
        const model = build();
        const step = compileStep(trainingStep(model), stepInputs(model));
        const files = [
          [name, exportOnnx(model)],
          [`a step of ${name}`, step.stepModel()],
          [`steps of ${name}`, step.loopModel()],
        ];
        model.dispose();
        return files;
      }),
    );
    await checkOnnx(files);
  },
);
