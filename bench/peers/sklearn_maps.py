"""PCA and t-SNE of scikit-learn, timed for bench/parts/maps.ts.

PCA has 2 components and an SVD_SOLVER of scikit-learn. t-SNE has perplexity 30 and 750 iterations,
starts from the principal components, and writes its map to FILE.scikit-learn.
"""

import inspect

import sklearn
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from threadpoolctl import threadpool_limits

from points import read_points, write_map
from times import answer

# scikit-learn 1.5 renamed n_iter to max_iter, and 1.7 removed the old name.
ITERATIONS = "max_iter" if "max_iter" in inspect.signature(TSNE).parameters else "n_iter"
threads = 1


def set_threads(count):
    global threads
    threads = count
    threadpool_limits(count)


def make(method, file, dtype, count, dimensions, solver=None):
    points = read_points(file, dtype, count, dimensions)

    def pca():
        PCA(2, svd_solver=solver, random_state=0).fit_transform(points)

    def tsne():
        settings = {ITERATIONS: 750, "perplexity": 30, "init": "pca", "learning_rate": "auto"}
        model = TSNE(2, random_state=0, n_jobs=threads, **settings)
        write_map(f"{file}.scikit-learn", model.fit_transform(points))

    return {"pca": pca, "tsne": tsne}[method]


answer(sklearn.__version__, set_threads, make)
