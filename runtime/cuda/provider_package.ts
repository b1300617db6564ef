/** A package with the CUDA provider, and the SHA-256 of everything that is installed from it. */
export interface ProviderPackage {
  /** The version of ONNX Runtime; onnxruntime-node must have the same. */
  readonly version: string;
  readonly url: string;
  readonly bytes: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  /** The SHA-256 of each library in it, by name. */
  readonly libraries: Readonly<Record<string, string>>;
}

/**
 * The wheel of `onnxruntime-gpu` for Python 3.12. The libraries do not depend on Python; each wheel
 * has a build of its own. `pip download --no-deps onnxruntime-gpu==VERSION` and `sha256sum` give
 * the values of another version.
 */
export const PROVIDER_PACKAGE: ProviderPackage = {
  version: "1.30.0",
  url: "https://files.pythonhosted.org/packages/9e/80/" +
    "d96143329dbe925d434b016c890a5caa785fac8e14a1570e5d6818b63545/" +
    "onnxruntime_gpu-1.30.0-cp312-cp312-manylinux_2_28_x86_64.whl",
  bytes: 246_685_715,
  sha256: "6acc0f4b3d5ac5f2984432faa59dd8fcce6775f8b43a7140afa0f322c7a703b1",
  libraries: {
    "libonnxruntime_providers_shared.so":
      "086ec1d5388f64153d9c63470d126693db9a182c8ce236d3a1119068471b8a0d",
    "libonnxruntime_providers_cuda.so":
      "35da2e7ed0dd0d1aec5cdb16ce11a51d06c0c48cf62d1b1c9332946a4fae14fc",
  },
};

/** The file name of a package. */
export const packageName = ({ url }: ProviderPackage): string => url.split("/").at(-1)!;
