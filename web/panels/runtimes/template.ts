// This module is browser compatible.

/**
 * The panel's HTML.
 *
 * @param count The number of images that are compared.
 * @param logits The number of logits of each network.
 */
export function template(count: number, logits: number): string {
  return `
<fieldset class="switch"><legend>Run this page on</legend></fieldset>
<div class="compare-head">
  <p>Each network classifies ${count} test images. Its ${logits} logits are compared with those that
  Deno computed when this page was built, once natively and once on WebAssembly.</p>
  <button class="compare primary" type="button">Run and compare</button>
</div>
<p class="smaller"></p>
<p class="screen-reader-only" role="status"></p>
<div class="runtime-problem"></div>
<div class="table-scroll" tabindex="0" role="region" aria-label="Comparison">
  <table>
    <thead><tr>
      <th scope="col">Network</th>
      <th scope="col">Backend</th>
      <th scope="col">Images per second</th>
      <th scope="col">Same class as native</th>
      <th scope="col">Largest difference from native</th>
      <th scope="col">Largest difference from WebAssembly</th>
      <th scope="col" class="differences-head">Each logit, compared with WebAssembly</th>
    </tr></thead>
    <tbody></tbody>
  </table>
</div>
<p class="key"><span class="same">the same bits</span><span class="near">within 10⁻⁵</span><span
  class="far">larger difference</span></p>`;
}
