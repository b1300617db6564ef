import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { requireFiles } from "./find_files.ts";

const NAMES = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"];

/** The error of a data folder with these files; a name that ends in `/` is a folder. */
async function errorOf(files: readonly string[]): Promise<{ message: string; hint: string }> {
  const folder = await Deno.makeTempDir();
  try {
    for (const file of files) {
      await Deno.mkdir(join(folder, file.endsWith("/") ? file : dirname(file)), {
        recursive: true,
      });
      if (!file.endsWith("/")) await Deno.writeTextFile(join(folder, file), "");
    }
    const { message, hint } = await requireFiles({ kind: "directory", path: folder }, NAMES)
      .then(() => assert.fail(), (error) => error);
    return { message: message.replace(folder, "F"), hint: hint.replace(folder, "F") };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("an unknown data folder is refused with a list of what is in it", async () => {
  const expected = `expected ${NAMES.join(" and ")}, gzipped or not`;
  const few = await errorOf(["a.txt", "b/", ".hidden"]);
  assert.equal(few.message, `Cannot read the data folder F: ${expected}; it holds a.txt, b/`);
  const many = await errorOf(Array.from({ length: 20 }, (_, i) => `file-${10 + i}`));
  assert.match(many.message, /it holds file-10, .*, file-15 and 14 more$/);
  const files = Array.from({ length: 7 }, (_, i) => `file-${i}`);
  assert.match((await errorOf(files)).message, /it holds file-0, .*, file-5 and 1 more$/);
  assert.match((await errorOf(files.slice(1))).message, /it holds file-1, .*, file-5, file-6$/);
  const none = await errorOf([]);
  assert.match(none.message, /it holds nothing$/);
  assert.match(none.hint, /^Name the folder that has the four official files, or leave --data out/);
});

Deno.test("an unknown data folder is refused with advice for the layout that it resembles", async () => {
  const cases: [RegExp, ...string[]][] = [
    [/^The files are in F\/FashionMNIST\/raw: /, `FashionMNIST/raw/${NAMES[0]}`],
    [/^The files are in F\/raw: /, "raw/train-images.idx3-ubyte.gz", "a.csv"],
    [/looks like EMNIST/, "emnist-letters-train-images-idx3-ubyte.gz"],
    [/looks like IDX files under other names/, "train-images-ubyte"],
    [/looks like CIFAR-10/, "data_batch_1.bin", "test_batch.bin"],
    [/looks like an archive/, "archive.zip"],
    [/looks like an archive/, "DATA.ZIP"],
    [/looks like CIFAR-10/, "test_batch"],
    [/looks like a download that stopped/, "train-images-idx3-ubyte.0123abcd.part"],
    [/looks like a CSV export/, "fashion-mnist_train.csv"],
    [/looks like a CSV export/, "TRAIN.CSV.GZ"],
    [/looks like a data set of Hugging Face/, "TRAIN.ARROW"],
    [/looks like saved arrays/, "X.NPY"],
    [/looks like pictures/, "A.JPG"],
    [/looks like pictures/, "a.jpeg"],
    [/looks like a data set of Hugging Face/, "train-00000-of-00001.parquet"],
    [/looks like saved arrays/, "mnist.npz"],
    [/looks like pictures: deno task infer --input/, "a.png", "b.png"],
    [/looks like a folder for each class/, "Coat/a.png", "Dress/b.png"],
  ];
  for (const [advice, ...files] of cases) assert.match((await errorOf(files)).hint, advice);
});

Deno.test("a data folder that resembles no layout is told which files it must have", async () => {
  const folders = Array.from({ length: 7 }, (_, i) => `folder-${i}`);
  const cases = [
    ["my-emnist-ubyte.txt", "ubyte-notes", "a.partial", "my_data_batch_1", "my_test_batch"],
    ["a.zip.txt", "a.csv.txt", "a.parquet.txt", "a.npz.txt", "a.png.txt", "azip", "apng"],
    ["Coat/a.png"], // one folder is not one for each class
    [`a/b/c/${NAMES[0]}`], // too deep
  ];
  for (const files of cases) {
    assert.match((await errorOf(files)).hint, /^Name the folder that has/, files.join());
  }
  // Of many folders the first six are searched.
  const last = await errorOf([...folders.map((name) => `${name}/`), `folder-6/${NAMES[0]}`]);
  assert.match(last.hint, /looks like a folder for each class/);
  for (const found of ["folder-0", "folder-5"]) {
    const { hint } = await errorOf([...folders.map((name) => `${name}/`), `${found}/${NAMES[0]}`]);
    assert.match(hint, new RegExp(`^The files are in F/${found}: `));
  }
});

Deno.test("a data folder with some of the files is told which are missing", async () => {
  const { message, hint } = await errorOf([NAMES[0]!, "notes.csv"]);
  assert.match(message, /expected train-labels-idx1-ubyte, gzipped or not; it holds notes\.csv, /);
  assert.match(hint, /^Name the folder that has the four official files/);
});
