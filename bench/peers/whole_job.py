"""The whole job as a plain PyTorch script: pictures in folders, pretrained MobileNetV2, head, then last blocks.

Usage: python whole_job.py RECIPE THREADS     prints one JSON line at the end
Reads the same recipe as Finesse and does what it says the way a good tutorial would: PIL and two loader workers,
no gradients where frozen, batch norm frozen, the epoch with the best validation loss tested.
"""

import copy
import json
import math
import pathlib
import sys
import time

import torch
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, Subset
from torchvision import datasets, transforms

import mobilenet_keras


def main():
    start = time.perf_counter()
    recipe_path = pathlib.Path(sys.argv[1]).resolve()
    recipe = json.loads(recipe_path.read_text())
    torch.set_num_threads(int(sys.argv[2]))
    torch.manual_seed(recipe["seed"])
    train, validation, test, classes = loaders(recipe_path.parent, recipe)
    weights = recipe_path.parent / recipe["model"]["weights"]
    model = mobilenet_keras.load(weights, 0.35, classes)
    model.classifier[0].p = recipe["adaptation"]["headDropout"]
    model = model.to(memory_format=torch.channels_last)
    epochs = 0
    for phase in recipe["adaptation"]["phases"]:
        epochs += run_phase(model, phase, recipe, (train, validation))
    _, accuracy = evaluate(model, test)
    seconds = time.perf_counter() - start
    print(json.dumps({"epochs": epochs, "seconds": seconds, "test": {"accuracy": accuracy}}))


def loaders(folder, recipe):
    data = folder / recipe["data"]["path"]
    to_input = transforms.Compose(
        [
            transforms.Resize(224),
            transforms.CenterCrop(224),
            transforms.ToTensor(),
            transforms.Normalize([0.5] * 3, [0.5] * 3),
        ]
    )
    every = datasets.ImageFolder(data / "train", to_input)
    test = datasets.ImageFolder(data / "test", to_input)
    train, validation = stratified_split(every, recipe["data"]["validationFraction"])

    def loader(examples, shuffle):
        batch = recipe["hyperparameters"]["batchSize"]
        return DataLoader(examples, batch, shuffle=shuffle, num_workers=2, persistent_workers=True)

    return loader(train, True), loader(validation, False), loader(test, False), len(every.classes)


def stratified_split(every, fraction):
    train, validation = [], []
    for label in range(len(every.classes)):
        members = [i for i, target in enumerate(every.targets) if target == label]
        order = torch.randperm(len(members)).tolist()
        held_out = round(fraction * len(members))
        validation += [members[i] for i in order[:held_out]]
        train += [members[i] for i in order[held_out:]]
    return Subset(every, train), Subset(every, validation)


def run_phase(model, phase, recipe, data):
    train, validation = data
    first, groups = trained_groups(model, phase, recipe)
    settings = recipe["hyperparameters"]
    optimizer = torch.optim.AdamW(groups, weight_decay=settings["weightDecay"], fused=True)
    total = phase["epochs"] * len(train)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: cosine(step, total, settings["warmupRatio"]))
    best = (math.inf, None)
    for _ in range(phase["epochs"]):
        # Frozen batch norm everywhere; only the head's dropout knows that this is training.
        model.eval()
        model.classifier.train()
        for x, labels in train:
            optimizer.zero_grad(set_to_none=True)
            cross_entropy(forward(model, x, first), labels).backward()
            optimizer.step()
            schedule.step()
        loss, _ = evaluate(model, validation)
        if loss < best[0]:
            best = (loss, copy.deepcopy(model.state_dict()))
    model.load_state_dict(best[1])
    return phase["epochs"]


def trained_groups(model, phase, recipe):
    """Index of the first trained block, and parameter groups: rates fall by layerDecay, no decay for vectors."""
    blocks = list(model.features)
    count = 0 if phase["trainable"] == "head" else phase["trainable"]["lastStages"]
    first = len(blocks) - count
    model.requires_grad_(False)
    groups = []
    for distance, part in enumerate([model.classifier, *reversed(blocks[first:])]):
        part.requires_grad_(True)
        rate = phase["learningRate"] * recipe["adaptation"]["layerDecay"] ** distance
        matrices = [p for p in part.parameters() if p.ndim > 1]
        vectors = [p for p in part.parameters() if p.ndim == 1]
        groups += [{"params": matrices, "lr": rate}, {"params": vectors, "lr": rate, "weight_decay": 0.0}]
    return first, groups


def forward(model, x, first):
    x = x.to(memory_format=torch.channels_last)
    with torch.no_grad():
        x = model.features[:first](x)
    x = model.features[first:](x)
    return model.classifier(x.mean((2, 3)))


def cosine(step, total, warmup_ratio):
    warmup = math.ceil(warmup_ratio * total)
    if step < warmup:
        return step / max(1, warmup)
    return 0.5 * (1 + math.cos(math.pi * (step - warmup) / max(1, total - warmup)))


def evaluate(model, data):
    model.eval()
    loss = correct = seen = 0
    with torch.inference_mode():
        for x, labels in data:
            logits = forward(model, x, len(model.features))
            loss += cross_entropy(logits, labels, reduction="sum").item()
            correct += (logits.argmax(1) == labels).sum().item()
            seen += len(labels)
    return loss / seen, correct / seen


if __name__ == "__main__":
    main()
