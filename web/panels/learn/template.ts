// This module is browser compatible.

/** The panel's HTML. */
export const TEMPLATE = `
<form>
  <fieldset>
    <legend class="screen-reader-only">Settings of the training</legend>
    <label for="learn-backend">Backend
      <select id="learn-backend">
        <option value="wasm">WebAssembly</option>
        <option value="webgpu">WebGPU</option>
      </select>
    </label>
    <label for="learn-threads">Threads
      <select id="learn-threads"></select>
    </label>
    <label for="learn-epochs">Epochs <output for="learn-epochs"></output>
      <input id="learn-epochs" type="range" min="1" max="20" value="5"></label>
    <label for="learn-rate">Learning rate <output for="learn-rate"></output>
      <input id="learn-rate" type="range" min="-4" max="-1" step="0.05" value="-2.5"></label>
  </fieldset>
  <div class="actions">
    <button class="start primary" type="submit">Train LeNet</button>
    <button class="stop" type="button" disabled>Stop</button>
  </div>
</form>
<p class="threads-note"></p>
<p class="unavailable"></p>
<div class="learn-problem"></div>
<div class="progress">
  <progress value="0" max="1" aria-label="Training" hidden></progress>
  <p class="status"></p>
  <p class="screen-reader-only" role="status"></p>
</div>
<div class="charts">
  <div class="loss"></div>
  <div class="accuracy"></div>
</div>
<p class="trained-model" hidden><a class="button download" download="lenet.onnx"></a>
  <span>A standard ONNX file. To run it with weft:
  <code>deno task infer --model lenet.onnx --split test</code></span></p>
<section class="result" aria-label="Held-out images">
  <h3>Predictions for held-out images</h3>
  <p class="data-split"></p>
  <p class="tally"><b class="score"></b></p>
  <div class="held-out"></div>
</section>
`;
