// This module is browser compatible.

/** The reason why a kernel or a type is not compiled, and an alternative. */
export interface Refusal {
  readonly why: string;
  readonly instead: string;
}

const dataDependent: Refusal = {
  why: "the shape of its result depends on data",
  instead:
    "Keep it out of the traced function: return its inputs and call it on what the graph computes",
};

const complex: Refusal = {
  why: "ONNX has no complex numbers",
  instead: "Carry real and imaginary parts as two tensors, or keep it out of the traced function",
};

const random: Refusal = {
  why: "JavaScript would draw the random numbers only once, while tracing",
  instead: "Make the noise an input of the traced function and feed fresh numbers at each run",
};

const outside: Refusal = {
  why: "a graph cannot read or draw pictures",
  instead: "Make the pixels an input of the traced function",
};

const strings: Refusal = {
  why: "a compiled graph computes with numbers",
  instead: "Turn texts into numbers before the traced function",
};

/** tfjs kernels and tensor types that the compiler refuses on purpose. */
export const REFUSED: Readonly<Record<string, Refusal>> = {
  string: strings,
  StaticRegexReplace: strings,
  StringNGrams: strings,
  StringSplit: strings,
  StringToHashBucketFast: strings,
  complex64: complex,
  Complex: complex,
  ComplexAbs: complex,
  FFT: complex,
  IFFT: complex,
  Imag: complex,
  Real: complex,
  NonMaxSuppressionV3: dataDependent,
  NonMaxSuppressionV5: dataDependent,
  RaggedGather: dataDependent,
  RaggedRange: dataDependent,
  RaggedTensorToTensor: dataDependent,
  SparseFillEmptyRows: dataDependent,
  SparseReshape: dataDependent,
  SparseSegmentMean: dataDependent,
  SparseSegmentSum: dataDependent,
  Unique: dataDependent,
  Multinomial: random,
  Draw: outside,
  FromPixels: outside,
};
