"""Pictures made by gradients of a shared network: adversarial ones, and what a class, a unit or a layer looks like."""

from cnnviz.synthesis.attack import Attack, attack

__all__ = ["Attack", "attack"]
