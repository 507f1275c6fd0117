"""Why a map may be blank or arbitrary: what the page says beside it."""

from __future__ import annotations

import torch

from cnnviz.models.layer import layers
from cnnviz.models.model import Model, Picture
from cnnviz.saliency.at_layer import last_spatial_layer
from cnnviz.saliency.attribution import Attribution, Check
from cnnviz.saliency.explain import find
from cnnviz.saliency.method_list import Family

SATURATED = 0.999
_FAR = 0.5  # an earlier layer: with more than twice as many rows as the last one
_EARLY = {"grad_cam", "grad_cam_plus_plus"}  # they average gradients over the map


def doubt(model: Model, picture: Picture, found: Attribution) -> Check | None:
    """Return why not to trust a map, or None where nothing speaks against it: one forward pass at most.

    `.value` is what the sentence is about: the map's largest magnitude, the cells' rows, the class's probability. In
    this order: no evidence (all 0), a layer too early for the method, a class so sure that slopes say little, or what
    the method itself remarked. `SATURATED` is of the probability: gradients of the *probability* vanish there; those of
    the logit, which all methods take, stay, and tell of its height more than of what tells this class from others.
    """
    strongest = float(abs(found.map).max())
    if strongest == 0:
        own = found.check.sentence if found.check and not found.check.passed else ""
        return Check(0.0, passed=False, sentence=own or _no_evidence(find(found.method).family))
    if found.method in _EARLY and found.layer and found.cells:
        last = last_spatial_layer(model)
        rows = next(row.output_shape[1] for row in layers(model) if row.name == last)
        if rows < _FAR * found.cells[0]:
            told = (
                f"'{found.layer}' comes early: its slopes differ from cell to cell, and this method averages them. "
                f"Layer-CAM does not; or look at '{last}'."
            )
            return Check(float(found.cells[0]), passed=False, sentence=told)
    probability = _probability(model, picture, found.target)
    if find(found.method).family is Family.PIXELS and probability > SATURATED:
        told = (
            f"The network is {100 * probability:.2f} % sure. So near to certainty small changes of pixels decide "
            "nothing, and what made the class sure can be dark here; integrated gradients or occlusion see more."
        )
        return Check(probability, passed=False, sentence=told)
    return found.check if found.check is not None and not found.check.passed else None


def _no_evidence(family: Family) -> str:
    """Say what a blank map means."""
    if family is Family.MAPS:
        return (
            "The map is blank: no cell of this layer speaks for this class. Choose a class that the network considers."
        )
    if family is Family.COVERING:
        return "The map is blank: covering parts of the photo does not change this class's score."
    return "The map is blank: no small change of a pixel moves this class's score."


def _probability(model: Model, picture: Picture, target: int) -> float:
    """Return the class's probability."""
    with torch.inference_mode(mode=False), torch.no_grad():
        return float(model.module(model.preprocess(picture)).softmax(1)[0, target])
