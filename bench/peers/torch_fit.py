"""A training step of the models of bench/fit_models.ts in PyTorch, timed for bench/parts/fit.ts.

A run is a step of Adam with learning rate 1e-3. Batches are slices of a table in memory, without a
DataLoader.
"""

from itertools import cycle

import torch
from torch import nn
from torch.nn import functional as F

from times import answer


class LastStep(nn.Module):
    """A recurrent layer and a dense one on its last output."""

    def __init__(self, recurrent, units, outputs):
        super().__init__()
        self.recurrent = recurrent
        self.dense = nn.Linear(units, outputs)

    def forward(self, x):
        return self.dense(self.recurrent(x)[0][:, -1])


def iris():
    return nn.Sequential(nn.Linear(4, 10), nn.Sigmoid(), nn.Linear(10, 3))


def boston():
    return nn.Sequential(
        nn.Linear(12, 50), nn.Sigmoid(), nn.Linear(50, 50), nn.Sigmoid(), nn.Linear(50, 1)
    )


def lstm_text():
    return LastStep(nn.LSTM(65, 128, batch_first=True), 128, 65)


def jena_gru():
    return LastStep(nn.GRU(14, 32, batch_first=True), 32, 1)


def mnist_conv():
    return nn.Sequential(
        *(nn.Conv2d(1, 8, 5), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(8, 16, 5), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(256, 10)),
    )


def dense_1m():
    return nn.Sequential(
        nn.Linear(784, 1024), nn.ReLU(), nn.Linear(1024, 512), nn.ReLU(), nn.Linear(512, 10)
    )


# Model, loss, batch, shape of the inputs' rows, number of outputs.
MODELS = {
    "iris": (iris, F.cross_entropy, 32, (4,), 3),
    "boston": (boston, F.mse_loss, 40, (12,), 1),
    "lstm-text": (lstm_text, F.cross_entropy, 64, (40, 65), 65),
    "jena-gru": (jena_gru, F.l1_loss, 128, (240, 14), 1),
    "mnist-conv": (mnist_conv, F.cross_entropy, 128, (1, 28, 28), 10),
    "dense-1m": (dense_1m, F.cross_entropy, 64, (784,), 10),
}
BATCHES = 4


def make(model):
    torch.manual_seed(0)
    build, loss_of, batch, shape, outputs = MODELS[model]
    model = build()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    xs = torch.rand(BATCHES * batch, *shape)
    if loss_of is F.cross_entropy:
        ys = torch.randint(0, outputs, (BATCHES * batch,))
    else:
        ys = torch.rand(BATCHES * batch, outputs)
    batches = cycle(list(zip(xs.split(batch), ys.split(batch))))

    def step():
        x, y = next(batches)
        optimizer.zero_grad()
        loss = loss_of(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()  # as fit's logs

    return step


answer(torch.__version__.split("+")[0], torch.set_num_threads, make)
