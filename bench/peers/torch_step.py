"""One training step of weft's models in PyTorch, timed for bench/training_step.ts.

Reads the commands of torch_times.py with MODEL lenet, lenet-modified or vae. A run is a step of
Adam with learning rate 1e-3.
"""

import torch
from torch.nn import functional as F

from torch_models import LeNet, ModifiedLeNet, Vae, grey_levels, normalise
from torch_times import answer


def classify(model, x, label):
    return F.cross_entropy(model(x), label)


def reconstruct(model, x, _label):
    logits, mean, logvar = model(x)
    bce = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return (bce + 0.5 * (mean**2 + logvar.exp() - logvar - 1).sum()) / x.shape[0]


MODELS = {
    "lenet": (LeNet, normalise, classify),
    "lenet-modified": (ModifiedLeNet, normalise, classify),
    "vae": (Vae, grey_levels, reconstruct),
}


def make(model_name, layout, image):
    torch.manual_seed(0)
    make_model, prepare, loss_of = MODELS[model_name]
    model = make_model()
    label = torch.randint(0, 10, (image.shape[0],))
    if layout == "channels_last":
        model = model.to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def step():
        x = prepare(image)
        if layout == "channels_last":
            x = x.contiguous(memory_format=torch.channels_last)
        optimizer.zero_grad()
        loss = loss_of(model, x, label)
        loss.backward()
        optimizer.step()

    return step


answer(make)
