"""Where a network can be cut: activations through which everything goes, such as the ends of residual blocks."""

from __future__ import annotations

from cnnviz.models import Model, layers


def block_ends(model: Model) -> list[str]:
    """Return the names of activations with rows and columns past which nothing earlier is read, in order."""
    nodes = model.trace.nodes
    place = {node: index for index, node in enumerate(nodes)}
    furthest, cuts = 0, set()
    for index, node in enumerate(nodes):
        if furthest <= index:  # nobody after it reads anything before it
            cuts.add(model.trace.name_of.get(node, ""))
        furthest = max(furthest, *(place[user] for user in node.users), 0)
    return [
        row.name
        for row in layers(model)
        if str(row.kind) == "activation" and len(row.output_shape) == 3 and row.name in cuts
    ]


def spaced(names: list[str], count: int) -> list[str]:
    """Return up to `count` of the names, evenly spaced, the first and the last among them."""
    if len(names) <= count:
        return names
    return [names[round(i * (len(names) - 1) / max(1, count - 1))] for i in range(count)]
