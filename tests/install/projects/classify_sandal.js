import { classify, loadModel, readImage } from "weft-ml";

/** A sandal of 28 x 28 grey levels, a PNG in base64. */
const SANDAL = "iVBORw0KGgoAAAANSUhEUgAAABwAAAAcCAAAAABXZoBIAAAAhklEQVR4XmMYBQMK+ONmTJzW5SaLLg4C" +
  "cbNXr5zY1jN7jgW6DFBuxSwVjqB6Y+7sZfns4irKri4hKZXtxiAphfhlVe4ujm6RzRmZPWtmdU3pn9LV" +
  "2djaaACSTG9rbe3tbW9qbmvvmzR7Rm5Orrezs7KyAMRUFVt3VxdXR2MVVWV+mE2jAAYASpIntxnuTloA" +
  "AAAASUVORK5CYII=";

/** Classifies the sandal with a model of the zoo. Returns a line such as `Sandal on cpu`. */
export async function classifySandal(options) {
  const bytes = Uint8Array.from(atob(SANDAL), (letter) => letter.charCodeAt(0));
  const model = await loadModel("zoo:lenet", options);
  const [{ label }] = await classify(model, await readImage(bytes, "sandal.png"));
  await model.close();
  return `${label} on ${model.session.provider}`;
}
