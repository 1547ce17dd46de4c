"""A full training step: forward, loss, backward, optimizer, everything trained, one fixed batch."""

import torch
from torch.nn.functional import cross_entropy

import workload


def make(case, peer):
    model = workload.build(case["architecture"], case["classes"]).train()
    model = model.to(memory_format=workload.memory_format(peer))
    optimizer = workload.optimizer(case, model.parameters())
    labels = torch.arange(case["batch"]) % case["classes"]
    forward = torch.compile(model) if peer.get("compile") else model
    logits_of = text_forward(case, forward) if "tokens" in case else picture_forward(case, peer, forward)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = cross_entropy(logits_of(), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def picture_forward(case, peer, forward):
    x = workload.picture_batch(case, peer)
    return lambda: forward(x)


def text_forward(case, forward):
    batch = workload.text_batch(case)
    return lambda: forward(**batch).logits
