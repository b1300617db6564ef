// This module is browser compatible.

/** Names of the files and of the folder of figures in a run's folder. */
export const runFiles = {
  config: "config.json",
  metrics: "metrics.jsonl",
  summary: "summary.json",
  model: "model.onnx",
  encoder: "encoder.onnx",
  decoder: "decoder.onnx",
  checkpoint: "checkpoint.safetensors",
  card: "README.md",
  figures: "figures",
  /** Present while a process trains. */
  lock: "run.lock",
} as const;
