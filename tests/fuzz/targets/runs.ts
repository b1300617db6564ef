import { mutateJsonFile } from "../mutations/json.ts";
import type { Target } from "../target.ts";

/** Targets that read files of runs. They load TensorFlow.js when they are used. */
export const RUNS: Readonly<Record<string, Target>> = {
  config: {
    title: "config.json of runs",
    seeds: async () => {
      const { sampleConfig } = await import("../../../train/testing/sample_run.ts");
      return [new TextEncoder().encode(JSON.stringify(sampleConfig()))];
    },
    mutate: mutateJsonFile,
    read: async (bytes, folder) => {
      const { readConfig } = await import("../../../train/run_folder.ts");
      await Deno.writeFile(`${folder}/config.json`, bytes);
      await readConfig(folder);
    },
  },
};
