"""Which channels have voted for a class and against it: the answer that the view "Prediction" shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from cnnviz.activations import decision
from cnnviz.activations.decision import Evidence, Votes
from cnnviz.imaging import Picture
from cnnviz.models import Model
from cnnviz.render import colouring, contact_sheet, encode, overlay, short
from cnnviz.render.palette import Mode
from cnnviz.serve import Question, Visitor, engine
from cnnviz.ui import figures, inspecting_asked
from cnnviz.ui.components import pack
from cnnviz.ui.figures import Figure
from cnnviz.ui.quick import Asked
from cnnviz.ui.votes_words import explained

EACH = 8  # channels shown that speak for the class, and as many that speak against it
THUMB = 64  # pixels a side, at most, of a channel's small map
PATIENCE = 30.0  # seconds a component waits
NOBODY = -1  # no other class to compare with


@dataclass(frozen=True)
class Race:
    """Whose votes are asked for: those for class `target`, less those for class `versus` if that is not NOBODY."""

    model: Model
    picture: Picture
    target: int
    versus: int
    theme: Mode

    @property
    def question(self) -> Question:
        """What the engine is asked for `votes`."""
        return Question("votes", self.model.name, self.picture.digest, (self.target, self.versus, self.theme))

    @property
    def alone(self) -> bool:
        """Whether no other class is compared with."""
        return self.versus == NOBODY

    @property
    def who(self) -> str:
        """The class in words, and the one that it is compared with."""
        names = self.model.class_names
        return names[self.target] + ("" if self.alone else f" and not {names[self.versus]}")


def evidence(model: Model, picture: Picture) -> tuple[Question, partial[Evidence]]:
    """What the engine is asked for what a head sees, and what computes it."""
    return Question("evidence", model.name, picture.digest), partial(decision.evidence, model, picture)


def votes(race: Race) -> bytes:
    """Pack the votes with the channels' maps and the class activation map.

    Blobs: weights, means and parts of all channels (float32), then the channels' maps (PNG, one below the other) and
    the figures of the class activation map, where the network has them.
    """
    seen = engine().ask(*evidence(race.model, race.picture), "votes").value
    found = decision.votes(race.model, seen, race.target)
    if not race.alone:
        found = decision.against(found, decision.votes(race.model, seen, race.versus))
    shown = _shown(found)
    blobs = [values.astype("<f4").tobytes() for values in (found.weights, found.means, found.parts)]
    meta = {
        "target": race.target,
        "versus": race.versus,
        "logit": found.logit,
        "bias": found.bias,
        "ending": seen.head.ending.value,
        "exact": not (seen.head.rectified and not race.alone),  # each part is the weight times the mean beside it
        "layer": seen.head.layer,
        "last": seen.head.last,
        "explained": explained(seen.head, found, alone=race.alone),
        "shown": shown,
    }
    if found.cam is None:
        return pack(meta, blobs)
    signed, side = bool((seen.maps < 0).any()), THUMB * len(shown)
    maps = contact_sheet(seen.maps, columns=1, gap=0, order=shown, mode=race.theme, signed=signed, max_side=side)
    return pack(meta, [*blobs, maps.png, figures.row(*_activation(race, found))])


def answer(visitor: Visitor, asked: Asked) -> bytes:
    """Answer `{net, photo, theme, cls, vs}` to the votes, packed. Raises `UnknownName`, and what the engine raises."""
    subject = inspecting_asked.subject(visitor, asked)
    last = len(subject.model.class_names) - 1
    target, versus = inspecting_asked.number(asked, "cls", 0, last), inspecting_asked.number(asked, "vs", NOBODY, last)
    race = Race(subject.model, subject.picture, target, versus, subject.theme)
    return engine().ask(race.question, partial(votes, race), visitor.id, "votes", PATIENCE).value


def _shown(found: Votes) -> list[int]:
    """Return the units with the largest votes for the class, then those against it, the largest of these last."""
    order = np.argsort(-found.parts, kind="stable")
    pros = [int(unit) for unit in order[:EACH] if found.parts[unit] > 0]
    cons = [int(unit) for unit in order[-EACH:] if found.parts[unit] < 0]
    return [*pros, *cons] or [0]


def _activation(race: Race, found: Votes) -> tuple[Figure, Figure]:
    """Draw the class activation map over the photo, and by itself with its sign."""
    cam = np.asarray(found.cam, np.float32)
    limit, mean = float(np.abs(cam).max()) or 1.0, float(cam.mean())
    row, column = (int(at) for at in np.unravel_index(int(cam.argmax()), cam.shape))
    high, wide = cam.shape
    said = f"Class activation map for {race.who}, strongest at row {row + 1} of {high}, column {column + 1} of {wide}"
    file = f"{race.model.name}-cam-{race.who}".replace(" ", "-")

    photo, view = race.picture, race.model.view(race.picture)
    over = figures.picture(
        encode.jpeg(overlay(photo.rgb, np.clip(cam / limit, 0, 1), view.box, 0.8, race.theme)),
        f"What speaks for {race.who}",
        f"{said}: {short(float(cam.max()))}",
        (photo.height, photo.width),
        "image/jpeg",
        f"{file}-photo",
        note="Only what is above 0. The map is stretched over what the network sees.",
        scale=figures.magnitude_scale(limit),
    )
    total = f"Its mean {short(mean, 4)} and the bias {short(found.bias, 4)} make {short(mean + found.bias, 4)}"
    alone = figures.picture(
        encode.palette_png(colouring.signed_index(cam, limit), colouring.signed_table(race.theme)),
        f"The same by itself, with its sign: {high} \u00d7 {wide}",
        f"{said}; the lowest is {short(float(cam.min()))}",
        (high, wide),
        "image/png",
        file,
        note=f"{total}, the {'logit' if race.alone else 'difference of the two logits'}.",
        scale=figures.signed_scale(limit),
    )
    return over, alone
