import * as tf from "@tensorflow/tfjs";

/** Multiplies by 0.2, as the residual blocks of ESRGAN do. */
class MultiplyBeta extends tf.layers.Layer {
  static className = "MultiplyBeta";
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.mul([inputs].flat()[0]!, 0.2);
  }
}

/** Makes the layer that moves channels into space; the models name it after its scale. */
function pixelShuffle(scale: number) {
  return class extends tf.layers.Layer {
    static className = `PixelShuffle${scale}x`;
    override computeOutputShape([batch, height, width]: tf.Shape): tf.Shape {
      return [batch!, height ? height * scale : null, width ? width * scale : null, 3];
    }
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return tf.depthToSpace([inputs].flat()[0] as tf.Tensor4D, scale, "NHWC");
    }
  };
}

/** Scales of the ESRGAN models. */
const SCALES = [2, 3, 4, 8];

/**
 * Registers the layers and ops that packages of the corpus register in their own JavaScript before
 * they load a model: without them tfjs itself refuses the models. They do what `@upscalerjs`'s do.
 */
export function registerCustomOps(): void {
  tf.serialization.registerClass(MultiplyBeta);
  for (const scale of SCALES) tf.serialization.registerClass(pixelShuffle(scale));
  tf.registerOp("ScaleAndTranslate", ({ inputs }) => {
    const [image, size] = inputs as [tf.Tensor4D, tf.Tensor1D];
    return tf.image.resizeNearestNeighbor(image, [...size.dataSync()] as [number, number]);
  });
}
