import assert from "node:assert/strict";
import { csvCell, tableCsv } from "./table_csv.ts";

Deno.test("csvCell() writes numbers that programs can read", () => {
  const cells = {
    "10,000": "10000",
    "1,234,567.5": "1234567.5",
    "90.65 %": "0.9065",
    "79 %": "0.79",
    "−0.033": "-0.033",
    "3.5e−7": "3.5e-7",
    "15.9 million": "15.9e6",
    "–": "",
    "−239.58 nats": "-239.58 nats",
    "5:56 min": "5:56 min",
    "90.06 % to 91.21 %": "90.06 % to 91.21 %",
    "2.4, 2.5, 2.0": "2.4, 2.5, 2.0",
    "t-SNE": "t-SNE",
  };
  for (const [written, read] of Object.entries(cells)) assert.equal(csvCell(written), read);
});

Deno.test("tableCsv() writes plain texts", () => {
  const csv = tableCsv({
    kind: "table",
    name: "accuracy",
    caption: "Accuracy.",
    columns: [{ title: "model" }, { title: "accuracy", align: "right" }],
    rows: [["LeNet", [{ strong: "90.65 %" }]]],
  });
  assert.equal(csv.replaceAll("\r\n", "\n"), "model,accuracy\nLeNet,0.9065\n");
});
