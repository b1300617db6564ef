// This module is browser compatible.

/** The panel's HTML. */
export const TEMPLATE = `
<div class="columns">
  <div class="input">
    <div class="square" tabindex="0" role="application"
      aria-label="Drawing area. Arrow keys move the pen. The space bar starts and ends a line.">
      <canvas width="1" height="1"></canvas>
      <p class="invitation" aria-hidden="true">
        Draw a garment<br><small>or drop a picture</small>
      </p>
    </div>
    <p class="source-name"></p>
    <div class="tools" role="group" aria-label="Drawing tools">
      <label class="tool-size">Brush
        <input class="size" type="range" min="6" max="44" value="18"></label>
      <label><input class="eraser" type="checkbox"> Eraser</label>
      <label><input class="fills" type="checkbox" checked> Fill outlines</label>
      <span class="buttons"><button class="undo quiet" type="button">Undo</button>
      <button class="clear quiet" type="button">Clear</button></span>
    </div>
    <div class="sources" role="group" aria-label="Pictures">
      <button class="choose" type="button">Choose a picture</button>
      <button class="camera" type="button">Camera</button>
      <input class="file" type="file" accept="image/*" hidden>
      <span class="hint">or paste one</span>
    </div>
  </div>
  <div class="output">
    <figure class="model-input">
      <canvas width="1" height="1" role="img"
        aria-label="The input of both networks, 28 by 28 pixels"></canvas>
      <figcaption>Input of both networks, 28&nbsp;×&nbsp;28</figcaption>
    </figure>
    <div class="results"></div>
  </div>
</div>
<div class="try-problem"></div>
<p class="screen-reader-only" role="status"></p>
<div class="picker"></div>
`;
