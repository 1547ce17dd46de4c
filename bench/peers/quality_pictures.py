"""Pictures as PyTorch's tutorial of transfer learning treats them, and the features of the frozen network."""

import copy

import numpy as np
import torch
from PIL import Image
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

import picture_networks

EVALUATION_BATCH = 32


class Pictures(Dataset):
    def __init__(self, examples, to_input):
        self.examples, self.to_input = examples, to_input

    def __len__(self):
        return len(self.examples)

    def __getitem__(self, at):
        example = self.examples[at]
        with Image.open(example["path"]) as picture:
            return self.to_input(picture.convert("RGB")), example["label"]


def to_inputs(network):
    """For training and for evaluation."""
    size, mean, std = network.size, network.mean, network.std
    tensor = [transforms.ToTensor(), transforms.Normalize(mean, std)]
    train = [transforms.RandomResizedCrop(size), transforms.RandomHorizontalFlip()]
    whole = [transforms.Resize(size), transforms.CenterCrop(size)]
    return transforms.Compose(train + tensor), transforms.Compose(whole + tensor)


def loader(examples, to_input, batch, shuffle=False):
    return DataLoader(
        Pictures(examples, to_input), batch, shuffle=shuffle, num_workers=2, persistent_workers=True
    )


def features(job, examples):
    """float32[examples, width], with running statistics."""
    network = picture_networks.networks[job["network"]]
    backbone = picture_networks.backbone(network, job["weights"]).eval()
    _, to_input = to_inputs(network)
    with torch.inference_mode():
        return np.concatenate([backbone(x).numpy() for x, _ in loader(examples, to_input, EVALUATION_BATCH)])


def fine_tune(job, splits, classes):
    """All layers train; the epoch that is most accurate on validation is kept."""
    settings = job["settings"]
    network = picture_networks.networks[job["network"]]
    backbone = picture_networks.backbone(network, job["weights"])
    head = torch.nn.Linear(network.width, classes)
    model = torch.nn.Sequential(backbone, head).to(memory_format=torch.channels_last)
    augmented, whole = to_inputs(network)
    train = loader(splits["train"], augmented, settings["batchSize"], shuffle=True)
    validation = loader(splits["validation"], whole, EVALUATION_BATCH)
    optimizer = make_optimizer(backbone, head, settings)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, settings["decayEpochs"], settings["decayFactor"])
    best = (-1.0, None, 0)
    for epoch in range(1, settings["epochs"] + 1):
        model.train()
        for x, labels in train:
            optimizer.zero_grad(set_to_none=True)
            cross_entropy(model(x.to(memory_format=torch.channels_last)), labels).backward()
            optimizer.step()
        schedule.step()
        accuracy = accuracy_on(model, validation)
        if accuracy > best[0]:
            best = (accuracy, copy.deepcopy(model.state_dict()), epoch)
    model.load_state_dict(best[1])
    return accuracy_on(model, loader(splits["test"], whole, EVALUATION_BATCH)), {"bestEpoch": best[2]}


def make_optimizer(backbone, head, settings):
    groups = [
        {"params": backbone.parameters(), "lr": settings["backboneRate"]},
        {"params": head.parameters(), "lr": settings["headRate"]},
    ]
    if settings["optimizer"] == "sgd":
        return torch.optim.SGD(groups, lr=settings["headRate"], momentum=0.9)
    return torch.optim.AdamW(groups, lr=settings["headRate"])


def accuracy_on(model, data):
    model.eval()
    correct = seen = 0
    with torch.inference_mode():
        for x, labels in data:
            logits = model(x.to(memory_format=torch.channels_last))
            correct += (logits.argmax(1) == labels).sum().item()
            seen += len(labels)
    return correct / seen
