import assert from "node:assert/strict";
import { PANELS } from "../../web/panels.ts";
import { CONTENT_SECURITY_POLICY } from "./content_security_policy.ts";
import { pageHtml } from "./page_html.ts";

Deno.test("pageHtml() writes a section and a link for each panel, and escapes the texts", () => {
  const entry = { ...PANELS[0]!, id: "odd", title: 'A < "B" & C', introduction: "<script>" };
  const html = pageHtml("<nav><!-- links --></nav><main><!-- sections --></main>", [entry]);
  assert.match(html, /<a href="#odd">A &lt; &quot;B&quot; &amp; C<\/a>/);
  assert.match(html, /<section id="odd" data-panel="odd" aria-labelledby="odd-title">/);
  assert.match(html, /<p class="introduction">&lt;script><\/p>/);
  assert.match(html, /<div class="panel" aria-busy="true"><\/div>/);
});

Deno.test("pageHtml() writes the content security policy as a meta element", () => {
  const html = pageHtml("<head><!-- policy --></head>", []);
  assert.equal(
    html,
    `<head><meta http-equiv="Content-Security-Policy" content="${CONTENT_SECURITY_POLICY}"></head>`,
  );
  assert.match(CONTENT_SECURITY_POLICY, /^default-src 'none'; script-src 'self' /);
});

Deno.test("pageHtml() draws a mark of 8 x 8 threads, half of them for a plain weave", () => {
  const html = pageHtml("<!-- sections -->", [{ ...PANELS[0]!, weave: ["#.", ".#"] }]);
  assert.equal([...html.matchAll(/M\d \dh1v1h-1z/g)].length, 32);
});
