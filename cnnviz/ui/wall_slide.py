"""Occlusion live: a patch slides over the photo, and place by place the browser hears what the network then says."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from cnnviz import saliency
from cnnviz.imaging import Picture
from cnnviz.models import Model
from cnnviz.serve import Visitor
from cnnviz.ui import inspecting_asked, running
from cnnviz.ui.components import pack
from cnnviz.ui.quick import Asked
from cnnviz.ui.wall_hand import LIKELIEST

AT_ONCE = 8  # places a step: a step of a long run is to be short
Frame = tuple[dict[str, Any], bytes]


def read(visitor: Visitor, asked: Asked) -> running.Plan[Frame]:
    """Read `{net, photo, theme, cls}`. Raises `UnknownName`."""
    subject = inspecting_asked.subject(visitor, asked)
    target = inspecting_asked.number(asked, "cls", 0, len(subject.model.class_names) - 1)
    question = (subject.model.name, subject.picture.digest, target)
    return running.Plan(question, partial(frames, subject.model, subject.picture, target))


def frames(model: Model, picture: Picture, target: int) -> Iterator[Frame]:
    """Yield what there is to see first, then for each few places the drop of the class's logit and some shares.

    The first frame names the classes: the chosen one, then the likeliest others. A later one says which place is its
    `first`; its blob holds float32 `(places, 1 + classes)`: the drop, and the probability of each class.
    """
    slide = saliency.Slide(model, picture)
    before = slide.before.softmax(1)[0].float().cpu().numpy()
    likeliest = [int(i) for i in np.argsort(-before, kind="stable")[:LIKELIEST] if i != target]
    classes = [target, *likeliest]
    grid = {"rows": slide.rows, "columns": slide.columns, "patch": slide.patch, "stride": slide.stride}
    names = [model.class_names[i] for i in classes]
    yield {**grid, "size": list(model.input_size), "names": names, "before": before[classes].tolist()}, b""
    for batch, logits in slide.over(AT_ONCE):
        drops = slide.before[:, target] - logits[:, target]
        shares = logits.softmax(1)[:, classes]
        told = np.concatenate([drops.cpu().numpy()[:, None], shares.cpu().numpy()], 1)
        yield {"first": batch.start}, told.astype("<f4").tobytes()


answer = running.answerer("wall slide", read, lambda frame: pack(frame[0], [frame[1]]))
