"""PCA and t-SNE of scikit-learn, timed for bench/maps.ts.

Reads commands from standard input, one a line: "METHOD FILE TYPE COUNT DIMENSIONS", with METHOD
pca-randomized, pca-full or tsne and TYPE uint8 or float32. Answers each with a JSON line
{"seconds", ...}. PCA has 2 components and answers with "variances". t-SNE has perplexity 30 and 750
iterations, starts from the principal components, and writes its map as float32 to FILE.map.
"""

import inspect
import json
import sys
import time

import numpy as np
import sklearn
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE

THREADS = int(sys.argv[1])
# scikit-learn 1.5 renamed n_iter to max_iter, and 1.7 removed the old name.
ITERATIONS = "max_iter" if "max_iter" in inspect.signature(TSNE).parameters else "n_iter"


def pca(points, solver):
    if solver == "full":
        points = points.astype(np.float64)
    start = time.perf_counter()
    model = PCA(2, svd_solver=solver, random_state=0)
    model.fit_transform(points)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "variances": model.explained_variance_.tolist()}


def tsne(points, file):
    settings = {ITERATIONS: 750, "perplexity": 30, "init": "pca", "learning_rate": "auto"}
    start = time.perf_counter()
    model = TSNE(2, random_state=0, n_jobs=THREADS, **settings)
    places = model.fit_transform(points)
    seconds = time.perf_counter() - start
    places.astype("<f4").tofile(file + ".map")
    return {"seconds": seconds, "divergence": float(model.kl_divergence_)}


print(json.dumps({"sklearn": sklearn.__version__}), flush=True)
for line in sys.stdin:
    method, file, kind, count, dimensions = line.split()
    points = np.fromfile(file, kind).reshape(int(count), int(dimensions))
    answer = tsne(points, file) if method == "tsne" else pca(points, method.split("-")[1])
    print(json.dumps(answer), flush=True)
