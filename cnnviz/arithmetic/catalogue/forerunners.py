"""What came before LeNet-5: the short history line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Forerunner:
    """One step on the way to convolutional networks."""

    year: int
    name: str
    who: str
    gave: str  # a sentence
    paper: str  # title, where it appeared


forerunners = (
    Forerunner(
        1962,
        "Simple and complex cells",
        "D. H. Hubel, T. N. Wiesel",
        "Cells of the cat's visual cortex answer to an edge of one orientation: simple cells at one place, complex "
        "cells wherever it lies in a larger field.",
        "Receptive fields, binocular interaction and functional architecture in the cat's visual cortex, "
        "Journal of Physiology 160",
    ),
    Forerunner(
        1980,
        "Neocognitron",
        "K. Fukushima",
        "Layers of such cells one behind the other, the same weights at every place: S-cells that find a feature, "
        "C-cells that forgive a shift, learned without a teacher.",
        "Neocognitron: a self-organizing neural network model for a mechanism of pattern recognition unaffected by "
        "shift in position, Biological Cybernetics 36",
    ),
    Forerunner(
        1989,
        "Backpropagation nets for digits",
        "Y. LeCun, B. Boser, J. S. Denker, D. Henderson, R. E. Howard, W. Hubbard, L. D. Jackel",
        "All weights of a network with shared kernels are learned at once by backpropagation, from the pixels of "
        "handwritten zip codes.",
        "Backpropagation applied to handwritten zip code recognition, Neural Computation 1(4)",
    ),
    Forerunner(
        1999,
        "HMAX",
        "M. Riesenhuber, T. Poggio",
        "A model of the visual cortex in which a complex cell takes the maximum of its inputs explains why cells "
        "know an object at any place and size.",
        "Hierarchical models of object recognition in cortex, Nature Neuroscience 2",
    ),
)
