/** Specs that no compiled graph can pass, by name, with the reason. */
export const EXCLUDED_SPECS: Readonly<Record<string, string>> = {
  "tan weft {} numbers exceed float32 precision": "it needs more digits than float32 has",
  "gather weft {} throws when index is out of bound":
    "a position is known only at run time, and the spec never reads the result",
  "nonMaxSuppression weft {} NonMaxSuppressionPadded select from three clusters with no padding when pad option is false.":
    "the shape of its result depends on data",
};

/** Calls of compiled kernels that the compiler refuses, by the start of its message. */
export const EXCLUDED_CALLS: Readonly<Record<string, string>> = {
  "Cannot compile NonMaxSuppressionV4 without padding, whose length depends on data":
    "the shape of its result depends on data",
};
