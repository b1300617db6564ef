// @ts-nocheck AssemblyScript, compiled by ../build.ts
/**
 * The convolution of a real mesh with a real, even kernel, without wrapping around: the mesh, f64
 * [width][width], is the corner of a zero-padded one of n x n, n at least twice as wide.
 *
 * Two real columns are transformed as one complex one; along the rows half of the spectrum is
 * enough. Columns and rows go through the transform in batches.
 */
import { transform } from "./fft.ts";

/** How many transforms go side by side: a row of a batch is a line of the cache. */
export const BATCH: i32 = 8;
const LINE: usize = <usize> BATCH << 3;

/** The work arrays of {@linkcode transform}, and where its last result lies. */
let real: usize = 0;
let imaginary: usize = 0;
let spareReal: usize = 0;
let spareImaginary: usize = 0;

/** Transforms the batch in the work arrays; the result is in `real` and `imaginary` afterwards. */
function transformBatch(n: i32, radices: usize, twiddles: usize): void {
  const swapped = transform(
    real,
    imaginary,
    spareReal,
    spareImaginary,
    n,
    BATCH,
    radices,
    twiddles,
  );
  if (swapped === 0) return;
  let other = real;
  real = spareReal;
  spareReal = other;
  other = imaginary;
  imaginary = spareImaginary;
  spareImaginary = other;
}

/** Exchanges the parts: between two exchanges, a transform is an inverse one, times n. */
function exchangeParts(): void {
  let other = real;
  real = imaginary;
  imaginary = other;
  other = spareReal;
  spareReal = spareImaginary;
  spareImaginary = other;
}

/** Numbers in a row of the spectrum: n / 2 + 1, rounded up to whole batches. */
export function spectrumStride(n: i32): i32 {
  return ((n >> 1) + BATCH) / BATCH * BATCH;
}

/** Bytes of the work arrays. */
export function workSize(n: i32): i32 {
  return n * BATCH * 8 * 4;
}

function useWork(work: usize, n: i32): void {
  const size = <usize> n * LINE;
  real = work;
  imaginary = work + size;
  spareReal = work + 2 * size;
  spareImaginary = work + 3 * size;
}

/**
 * Convolves the mesh in place. `kernel` is the kernel's spectrum f64 [n][stride], divided by n^2;
 * `spectrumReal` and `spectrumImaginary` are scratch, f64 [width][stride]. The width is even and at
 * most n / 2.
 */
export function convolve(
  mesh: usize,
  width: i32,
  n: i32,
  kernel: usize,
  spectrumReal: usize,
  spectrumImaginary: usize,
  work: usize,
  radices: usize,
  twiddles: usize,
): void {
  useWork(work, n);
  const half = width >> 1;
  for (let x = 0; x < half; x += BATCH) {
    loadColumns(mesh, width, n, x);
    transformBatch(n, radices, twiddles);
    separateColumns(width, n, x, spectrumReal, spectrumImaginary);
  }
  const stride = spectrumStride(n);
  for (let k = 0; k < stride; k += BATCH) {
    const offset = <usize> k << 3;
    multiplyRows(
      width,
      n,
      stride,
      kernel + offset,
      spectrumReal + offset,
      spectrumImaginary + offset,
      radices,
      twiddles,
    );
  }
  for (let x = 0; x < half; x += BATCH) {
    joinColumns(width, n, x, spectrumReal, spectrumImaginary);
    exchangeParts();
    transformBatch(n, radices, twiddles);
    exchangeParts();
    storeColumns(mesh, width, x);
  }
}

/**
 * Loads the columns x, x + 1, … of the mesh's left half as real parts, those of its right half as
 * imaginary ones.
 */
function loadColumns(mesh: usize, width: i32, n: i32, x: i32): void {
  const half = width >> 1;
  const columns = min(BATCH, half - x);
  for (let y = 0; y < width; y++) {
    const from = mesh + (<usize> (y * width + x) << 3);
    const at = <usize> y * LINE;
    if (columns === BATCH) {
      memory.copy(real + at, from, LINE);
      memory.copy(imaginary + at, from + (<usize> half << 3), LINE);
      continue;
    }
    for (let c = 0; c < BATCH; c++) {
      const there = c < columns;
      const to = at + (<usize> c << 3);
      store<f64>(real + to, there ? load<f64>(from + (<usize> c << 3)) : 0);
      store<f64>(imaginary + to, there ? load<f64>(from + (<usize> (c + half) << 3)) : 0);
    }
  }
  memory.fill(real + <usize> width * LINE, 0, <usize> (n - width) * LINE);
  memory.fill(imaginary + <usize> width * LINE, 0, <usize> (n - width) * LINE);
}

/**
 * Separates the spectra of the two real columns that were transformed as one, by their symmetry.
 */
function separateColumns(width: i32, n: i32, x: i32, outReal: usize, outImaginary: usize): void {
  const half = width >> 1;
  const columns = min(BATCH, half - x);
  const stride = spectrumStride(n);
  const toRight = <usize> (half * stride) << 3;
  for (let k = 0; k <= n >> 1; k++) {
    const at = <usize> k * LINE;
    const mirror = k === 0 ? at : <usize> (n - k) * LINE;
    for (let c = 0; c < columns; c++) {
      const lane = <usize> c << 3;
      const pr = load<f64>(real + at + lane), pi = load<f64>(imaginary + at + lane);
      const qr = load<f64>(real + mirror + lane), qi = load<f64>(imaginary + mirror + lane);
      const to = <usize> ((x + c) * stride + k) << 3;
      store<f64>(outReal + to, 0.5 * (pr + qr));
      store<f64>(outImaginary + to, 0.5 * (pi - qi));
      store<f64>(outReal + to + toRight, 0.5 * (pi + qi));
      store<f64>(outImaginary + to + toRight, 0.5 * (qr - pr));
    }
  }
}

/** A batch of rows: there, times the kernel, and back. */
function multiplyRows(
  width: i32,
  n: i32,
  stride: i32,
  kernel: usize,
  rowsReal: usize,
  rowsImaginary: usize,
  radices: usize,
  twiddles: usize,
): void {
  const apart = <usize> stride << 3;
  for (let x = 0; x < width; x++) {
    const at = <usize> x * LINE;
    memory.copy(real + at, rowsReal + apart * x, LINE);
    memory.copy(imaginary + at, rowsImaginary + apart * x, LINE);
  }
  memory.fill(real + <usize> width * LINE, 0, <usize> (n - width) * LINE);
  memory.fill(imaginary + <usize> width * LINE, 0, <usize> (n - width) * LINE);
  transformBatch(n, radices, twiddles);
  for (let x = 0; x < n; x++) {
    const at = <usize> x * LINE;
    for (let c: usize = 0; c < LINE; c += 16) {
      const factor = v128.load(kernel + c);
      const r = real + at + c;
      const i = imaginary + at + c;
      v128.store(r, f64x2.mul(v128.load(r), factor));
      v128.store(i, f64x2.mul(v128.load(i), factor));
    }
    kernel += apart;
  }
  exchangeParts();
  transformBatch(n, radices, twiddles);
  exchangeParts();
  for (let x = 0; x < width; x++) {
    const at = <usize> x * LINE;
    memory.copy(rowsReal + apart * x, real + at, LINE);
    memory.copy(rowsImaginary + apart * x, imaginary + at, LINE);
  }
}

/** Joins the spectra of two real columns to that of one complex column. */
function joinColumns(width: i32, n: i32, x: i32, inReal: usize, inImaginary: usize): void {
  const half = width >> 1;
  const columns = min(BATCH, half - x);
  const stride = spectrumStride(n);
  const toRight = <usize> (half * stride) << 3;
  for (let k = 0; k <= n >> 1; k++) {
    const at = <usize> k * LINE;
    const mirror = k === 0 ? at : <usize> (n - k) * LINE;
    for (let c = 0; c < columns; c++) {
      const lane = <usize> c << 3;
      const from = <usize> ((x + c) * stride + k) << 3;
      const ur = load<f64>(inReal + from), ui = load<f64>(inImaginary + from);
      const vr = load<f64>(inReal + from + toRight), vi = load<f64>(inImaginary + from + toRight);
      store<f64>(real + mirror + lane, ur + vi);
      store<f64>(imaginary + mirror + lane, vr - ui);
      store<f64>(real + at + lane, ur - vi);
      store<f64>(imaginary + at + lane, ui + vr);
    }
  }
}

function storeColumns(mesh: usize, width: i32, x: i32): void {
  const half = width >> 1;
  const columns = min(BATCH, half - x);
  for (let y = 0; y < width; y++) {
    const to = mesh + (<usize> (y * width + x) << 3);
    const at = <usize> y * LINE;
    memory.copy(to, real + at, <usize> columns << 3);
    memory.copy(to + (<usize> half << 3), imaginary + at, <usize> columns << 3);
  }
}

/**
 * The kernel's spectrum, f64 [n][stride], from the potential of a charge at distance `spacing`
 * times (x, y) nodes, 1 / (1 + d^2), divided by `responses` f64 [n], what the splines do to each
 * frequency, in both directions, and by n^2.
 */
export function kernelSpectrum(
  n: i32,
  spacing: f64,
  responses: usize,
  kernel: usize,
  work: usize,
  radices: usize,
  twiddles: usize,
): void {
  const stride = spectrumStride(n);
  const half = n >> 1;
  const squared = spacing * spacing;
  // Even in both directions: half of the rows are enough, and every transform is real.
  useWork(work, n);
  for (let y = 0; y < stride; y += BATCH) {
    for (let x = 0; x < n; x++) {
      const dx = <f64> (x <= half ? x : n - x);
      for (let c = 0; c < BATCH; c++) {
        const dy = <f64> (y + c);
        const at = <usize> x * LINE + (<usize> c << 3);
        store<f64>(real + at, 1 / (1 + squared * (dx * dx + dy * dy)));
        store<f64>(imaginary + at, 0);
      }
    }
    transformBatch(n, radices, twiddles);
    for (let x = 0; x < n; x++) {
      memory.copy(kernel + (<usize> (x * stride + y) << 3), real + <usize> x * LINE, LINE);
    }
  }
  const scale = 1 / (<f64> n * <f64> n);
  for (let x = 0; x < n; x += BATCH) {
    const columns = min(BATCH, n - x);
    for (let y = 0; y < n; y++) {
      const from = kernel + (<usize> (y <= half ? y : n - y) << 3);
      for (let c = 0; c < BATCH; c++) {
        const at = <usize> y * LINE + (<usize> c << 3);
        const value = c < columns ? load<f64>(from + (<usize> ((x + c) * stride) << 3)) : 0;
        store<f64>(real + at, value);
        store<f64>(imaginary + at, 0);
      }
    }
    transformBatch(n, radices, twiddles);
    for (let c = 0; c < columns; c++) {
      const to = kernel + (<usize> ((x + c) * stride) << 3);
      const response = scale / load<f64>(responses + (<usize> (x + c) << 3));
      for (let k = 0; k < stride; k++) {
        const at = <usize> k * LINE + (<usize> c << 3);
        const value = load<f64>(real + at) * response;
        store<f64>(to + (<usize> k << 3), value / load<f64>(responses + (<usize> k << 3)));
      }
    }
  }
}
