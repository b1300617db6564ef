import assert from "node:assert/strict";
import { PANELS } from "../../web/panels.ts";
import { documentOf } from "./page_html.ts";

Deno.test("documentOf() writes a section and a link for each panel, and escapes their texts", () => {
  const entry = { ...PANELS[0]!, id: "odd", title: 'A < "B" & C', lede: "<script>" };
  const html = documentOf("<nav><!-- links --></nav><main><!-- sections --></main>", [entry]);
  assert.match(html, /<a href="#odd">A &lt; &quot;B&quot; &amp; C<\/a>/);
  assert.match(html, /<section id="odd" data-panel="odd" aria-labelledby="odd-title">/);
  assert.match(html, /<p class="lede">&lt;script><\/p>/);
  assert.match(html, /<div class="panel" aria-busy="true"><\/div>/);
});

Deno.test("documentOf() draws a draft of eight by eight threads: half of them in a plain weave", () => {
  const html = documentOf("<!-- sections -->", [{ ...PANELS[0]!, draft: ["#.", ".#"] }]);
  assert.equal([...html.matchAll(/M\d \dh1v1h-1z/g)].length, 32);
});
