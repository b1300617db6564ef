import type { Interval } from "../../../viz/quality/wilson.ts";

/** The name of the stage that evaluates a classifier. It is also a folder name that users see. */
export const classifierStageName = (model: string): string => `see-${model}`;

/** The data of the stage: a classifier's scores on the test images. */
export interface ClassifierResult {
  readonly model: string;
  readonly title: string;
  /** Floating-point operations for one image. */
  readonly flops: number;
  /** The number of test images. */
  readonly images: number;
  readonly accuracy: number;
  /** 95 % confidence interval of the accuracy. */
  readonly interval: Interval;
  /** Mean cross-entropy, in nats. */
  readonly loss: number;
  /** The mean probability of the predicted class. */
  readonly confidence: number;
}
