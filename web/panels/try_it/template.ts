// This module is browser compatible.

/** The panel's HTML. */
export const TEMPLATE = `
<div class="bench">
  <div class="input">
    <div class="board" tabindex="0" role="application"
      aria-label="Drawing area. Arrow keys move the pen, the space bar sets it down and lifts it.">
      <canvas width="1" height="1"></canvas>
      <p class="invitation" aria-hidden="true">Draw a garment<br><small>or drop a picture</small></p>
    </div>
    <p class="what"></p>
    <div class="tools" role="group" aria-label="Drawing tools">
      <label class="tool-size">Brush <input class="size" type="range" min="6" max="44" value="18"></label>
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
  <div class="judged">
    <figure class="seen">
      <canvas width="1" height="1" role="img" aria-label="What the networks see, 28 by 28 pixels"></canvas>
      <figcaption>What both see, 28&nbsp;×&nbsp;28</figcaption>
    </figure>
    <div class="verdict"></div>
  </div>
</div>
<div class="try-problem"></div>
<p class="unseen" role="status"></p>
<div class="picker"></div>
`;
