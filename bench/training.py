"""Steps of 128 images of Fashion-MNIST a second in PyTorch on the processor: the peer of bench/training.bench.ts."""
import gzip
import json
import sys
import time

import numpy
import torch
from torch import nn

BATCH = 128
STEPS = {"mlp": 300, "cnn": 60}


def read(name, header):
    with gzip.open(f"{sys.argv[1]}/{name}.gz") as file:
        return numpy.frombuffer(file.read()[header:], numpy.uint8)


images = torch.tensor(read("train-images-idx3-ubyte", 16).reshape(-1, 1, 28, 28).astype(numpy.float32) / 255)
labels = torch.tensor(read("train-labels-idx1-ubyte", 8).astype(numpy.int64))
models = {
    "mlp": nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)),
    "cnn": nn.Sequential(
        nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(800, 96), nn.ReLU(), nn.Linear(96, 10),
    ),
}


def steps(model, count):
    optimizer = torch.optim.Adam(model.parameters(), 0.002)
    loss = nn.CrossEntropyLoss()
    for step in range(count):
        part = slice(step * BATCH, (step + 1) * BATCH)
        optimizer.zero_grad()
        loss(model(images[part]), labels[part]).backward()
        optimizer.step()


result = {}
for name, model in models.items():
    steps(model, 2)
    began = time.perf_counter()
    steps(model, STEPS[name])
    result[name] = STEPS[name] / (time.perf_counter() - began)
print(json.dumps(result))
