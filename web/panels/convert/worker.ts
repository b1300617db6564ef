// This module is browser compatible.

/**
 * The worker that converts models. It loads TensorFlow.js and the compiler only when all files of a
 * model are there.
 *
 * @module
 */

import type { SavedModel } from "../../../compiler/mod.ts";
import { toSentError } from "../../sent_error.ts";
import { findModel, type GivenFile } from "./find_model.ts";
import type { ConvertRequest, ConvertResponse } from "./messages.ts";

/** The model that was loaded, and the name of its model.json. */
let loaded: { readonly model: SavedModel; readonly name: string } | undefined;

const send = (response: ConvertResponse) => self.postMessage(response);

/** Lists the files of the model, and loads it when all are there. */
async function open(given: readonly GivenFile[]): Promise<void> {
  const found = await findModel(given);
  send({ kind: "files", list: found?.list });
  if (!found || found.list.some(({ bytes }) => bytes === undefined)) return;
  const { describeModel, loadSavedModel } = await loadConverter();
  const model = await loadSavedModel(found.files);
  loaded = { model, name: found.files.path };
  send({ kind: "model", model: describeModel(model, found) });
}

async function loadConverter(): Promise<typeof import("./converter.ts")> {
  const converter = await import("./converter.ts");
  await converter.prepareTensorflow();
  return converter;
}

const HANDLERS: {
  [Kind in ConvertRequest["kind"]]: (
    request: Extract<ConvertRequest, { kind: Kind }>,
  ) => Promise<void>;
} = {
  open: ({ files }) => open(files),
  sample: async () => await open(await (await loadConverter()).sampleFiles()),
  async convert({ options }) {
    const { convert } = await loadConverter();
    const { model, name } = loaded!;
    const check = await convert(
      model,
      name,
      options,
      (written) => send({ kind: "written", written }),
    );
    send({ kind: "checked", check });
  },
};

self.addEventListener("message", ({ data }: MessageEvent<ConvertRequest>) => {
  // TypeScript cannot pair `kind` with the rest of the request here; HANDLERS does.
  const handle = HANDLERS[data.kind] as (request: ConvertRequest) => Promise<void>;
  handle(data).catch((error) =>
    send({
      kind: "failed",
      error: toSentError(error, "convert the model", "Check that tfjs itself loads the model"),
    })
  );
});
