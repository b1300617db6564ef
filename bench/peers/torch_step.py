"""One training step of weft's models in PyTorch, timed for bench/parts/training.ts.

A run is a step of Adam with learning rate 1e-3 on the bytes in the file IMAGES.
"""

import torch
from torch.nn import functional as F

from times import answer
from torch_models import LeNet, ModifiedLeNet, Vae, grey_levels, normalise, read_images


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


def make(model, layout, images):
    torch.manual_seed(0)
    image = read_images(images)
    make_model, prepare, loss_of = MODELS[model]
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


answer(torch.__version__.split("+")[0], torch.set_num_threads, make)
