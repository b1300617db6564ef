import * as tf from "@tensorflow/tfjs";

/** Lengths of the axes by their letters. */
type Lengths = Readonly<Record<string, number>>;

/**
 * The kernel Einsum of two tensors as a product of matrices. cpu's own multiplies whole broadcast
 * tensors, which takes minutes for an attention over an image.
 */
export const einsum: tf.KernelFunc = ({ inputs, attrs }) => {
  const [a, b] = Object.values(inputs as tf.NamedTensorInfoMap) as [tf.Tensor, tf.Tensor];
  const [left, right, out] = (attrs!.equation as string).replaceAll(" ", "").split(/,|->/) as [
    string,
    string,
    string,
  ];
  const lengths: Lengths = Object.fromEntries([
    ...[...left].map((letter, axis) => [letter, a.shape[axis]!]),
    ...[...right].map((letter, axis) => [letter, b.shape[axis]!]),
  ]);
  const both = [...left].filter((letter) => right.includes(letter));
  const batch = both.filter((letter) => out.includes(letter));
  const summed = both.filter((letter) => !out.includes(letter));
  const rows = [...left].filter((letter) => !both.includes(letter));
  const columns = [...right].filter((letter) => !both.includes(letter));
  return tf.tidy(() => {
    const matrix = (tensor: tf.Tensor, from: string, to: readonly string[][]): tf.Tensor =>
      tf.reshape(
        tf.transpose(tensor, to.flat().map((letter) => from.indexOf(letter))),
        to.map((letters) => sizeOf(letters, lengths)),
      );
    const product = tf.matMul(
      matrix(a, left, [batch, rows, summed]),
      matrix(b, right, [batch, summed, columns]),
    );
    const order = [...batch, ...rows, ...columns];
    const whole = tf.reshape(product, order.map((letter) => lengths[letter]!));
    return tf.transpose(whole, [...out].map((letter) => order.indexOf(letter)));
  });
};

function sizeOf(letters: readonly string[], lengths: Lengths): number {
  return letters.reduce((product, letter) => product * lengths[letter]!, 1);
}
