// This module is browser compatible.

/** The panel's HTML. */
export const TEMPLATE = `
<div class="columns">
  <div class="source">
    <div class="drop-zone">
      <p class="invitation">Drop a <b>model.json</b> and its weights<small>or the folder that holds
        them</small></p>
      <div class="choices" role="group" aria-label="Files of the model">
        <button class="choose-files primary" type="button">Choose files</button>
        <button class="choose-folder" type="button">Choose a folder</button>
      </div>
      <input class="files" type="file" multiple hidden>
      <input class="folder" type="file" webkitdirectory hidden>
    </div>
    <p class="sample-line">No model at hand?
      <button class="sample quiet" type="button">Try a small sample</button></p>
    <p class="privacy">Nothing leaves your machine. The files are read, converted and compared in
      this page.</p>
    <div class="file-list"></div>
  </div>
  <div class="outcome">
    <div class="explanation">
      <h3>What it takes</h3>
      <p>A model that TensorFlow.js or its converter saved: a layers model, a model of Keras 3 or a
        graph model, with all of its <b>.bin</b> files.</p>
      <h3>What it gives</h3>
      <p>One <b>.onnx</b> file with standard operators, which every ONNX runtime reads. Before you
        download it, TensorFlow.js and ONNX Runtime compute the same random inputs here, and you see
        by how much they differ.</p>
    </div>
    <div class="model"></div>
    <div class="convert-problem"></div>
    <div class="work" hidden>
      <div class="thread" aria-hidden="true"></div>
      <p class="status"></p>
      <button class="cancel" type="button">Cancel</button>
    </div>
    <div class="result"></div>
  </div>
</div>
<p class="screen-reader-only" role="status"></p>
`;
