"""t-SNE of openTSNE, timed for bench/parts/maps.ts.

It has perplexity 30 and 250 and 500 iterations, starts from the principal components, chooses its
methods by the number of points, and writes its map to FILE.openTSNE.
"""

import numpy as np
import openTSNE
from threadpoolctl import threadpool_limits

from points import read_points, write_map
from times import answer

threads = 1


def set_threads(count):
    global threads
    threads = count
    threadpool_limits(count)


def make(method, file, dtype, count, dimensions):
    points = read_points(file, dtype, count, dimensions)

    def tsne():
        model = openTSNE.TSNE(
            perplexity=30, initialization="pca", random_state=0, n_jobs=threads
        )
        write_map(f"{file}.openTSNE", np.asarray(model.fit(points)))

    return tsne


answer(openTSNE.__version__, set_threads, make)
