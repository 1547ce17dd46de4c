"""A frozen picture backbone: its features in evaluation mode, and an epoch of head training on top of it."""

import torch
from torch.nn.functional import cross_entropy

import workload


def frozen_backbone(case, peer):
    """The network without its classifier, and the width of its features."""
    model = workload.build(case["architecture"], case["classes"]).eval()
    name = "fc" if hasattr(model, "fc") else "classifier"
    head = getattr(model, name)
    width = (head if name == "fc" else head[-1]).in_features
    setattr(model, name, torch.nn.Identity())
    model = model.to(memory_format=workload.memory_format(peer)).requires_grad_(False)
    return (torch.compile(model) if peer.get("compile") else model), width


def make_features(case, peer):
    """A step is one batch through the backbone."""
    backbone, _ = frozen_backbone(case, peer)
    x = workload.picture_batch(case, peer)

    @torch.inference_mode()
    def step():
        backbone(x)

    return step


def make_epoch(case, peer):
    """A step is an epoch over `pictures` pictures, in batches: backbone without gradients, then the head trained."""
    backbone, width = frozen_backbone(case, peer)
    head = torch.nn.Linear(width, case["classes"])
    optimizer = workload.optimizer(case, head.parameters())
    x = workload.picture_batch(case, peer)
    labels = torch.arange(case["batch"]) % case["classes"]

    def step():
        for _ in range(case["pictures"] // case["batch"]):
            with torch.no_grad():
                features = backbone(x)
            optimizer.zero_grad(set_to_none=True)
            loss = cross_entropy(head(features), labels)
            loss.backward()
            optimizer.step()

    return step
