/** What a spec asks for that weft does not compile, and why: kernels by name, and types of tensors. */
export const EXCLUDED: Readonly<Record<string, string>> = {
  string: "a compiled graph computes with numbers",
  Complex: "ONNX has no complex numbers",
  NonMaxSuppressionV3: "the shape of the result depends on data",
  NonMaxSuppressionV4: "the shape of the result depends on data",
  NonMaxSuppressionV5: "the shape of the result depends on data",
  Unique: "the shape of the result depends on data",
  SparseFillEmptyRows: "the shape of the result depends on data",
  SparseReshape: "the shape of the result depends on data",
  SparseSegmentMean: "the shape of the result depends on data",
  SparseSegmentSum: "the shape of the result depends on data",
  RaggedGather: "the shape of the result depends on data",
  RaggedRange: "the shape of the result depends on data",
  RaggedTensorToTensor: "the shape of the result depends on data",
  Multinomial: "JavaScript draws the random numbers, once and for all",
};
