// The other side of measure.ts: measures one map and ends.
import { WeftError } from "../../error.ts";
import { mapQuality } from "../quality/quality.ts";
import type { Measured, ToMeasure } from "./measure.ts";

const scope = self as unknown as {
  onmessage: (event: { data: ToMeasure }) => void;
  postMessage(message: Measured): void;
};

scope.onmessage = ({ data: { features, coordinates, labels, options } }) => {
  try {
    scope.postMessage({ quality: mapQuality(features, coordinates, labels, options) });
  } catch (error) {
    if (!(error instanceof WeftError)) throw error;
    const { code, message, hint } = error;
    scope.postMessage({ failure: { code, message, hint } });
  }
};
