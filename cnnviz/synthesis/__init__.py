"""Pictures made by gradients of a shared network: adversarial ones, and what a class, a unit or a layer looks like."""

from cnnviz.synthesis.attack import Attack, attack
from cnnviz.synthesis.deep_dream import dream
from cnnviz.synthesis.inversion import invert
from cnnviz.synthesis.style import transfer
from cnnviz.synthesis.visualize import ClassImage, class_image

__all__ = ["Attack", "ClassImage", "attack", "class_image", "dream", "invert", "transfer"]
