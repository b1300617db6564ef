"""The points of maps, as the benches write them."""

import numpy as np


def read_points(file, dtype, count, dimensions):
    return np.fromfile(file, dtype).reshape(count, dimensions)


def write_map(file, coordinates):
    coordinates.astype("<f4").tofile(file)
