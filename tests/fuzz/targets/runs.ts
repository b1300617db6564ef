import type { Target } from "../target.ts";
import { mutateJsonFile } from "../mutations/json.ts";

const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** Bytes of the weights of the small model: 20 of the convolution, 219 behind it, float32. */
const WEIGHTS = 4 * (20 + 219);

/** Targets that read runs and saved models. They load TensorFlow.js when they are used. */
export const RUNS: Readonly<Record<string, Target>> = {
  config: {
    title: "config.json of runs",
    seeds: async () => {
      const { sampleConfig } = await import("../../../train/testing/sample_run.ts");
      return [text(sampleConfig())];
    },
    mutate: mutateJsonFile,
    read: async (bytes, folder) => {
      const { readConfig } = await import("../../../train/run_folder.ts");
      await Deno.writeFile(`${folder}/config.json`, bytes);
      await readConfig(folder);
    },
  },
  "model-json": {
    title: "model.json of TensorFlow.js, with its weights",
    seeds: async () => {
      const { smallModel } = await import("./small_model.ts");
      return [await smallModel()];
    },
    mutate: mutateJsonFile,
    read: async (bytes) => {
      const { loadSavedModel } = await import("../../../compiler/saved/load.ts");
      const weights = new Uint8Array(WEIGHTS);
      const model = await loadSavedModel({
        path: "model.json",
        read: (name) => Promise.resolve(name === undefined ? bytes : weights),
      });
      model.dispose();
    },
  },
};
