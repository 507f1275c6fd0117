"""What a visitor can set on the page of dreams: what is made, of what, and how it is held back."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from functools import cache

from cnnviz.imaging import samples
from cnnviz.models import Model, layers
from cnnviz.synthesis.block_ends import block_ends
from cnnviz.synthesis.parameterization import Start
from cnnviz.synthesis.render import GRID
from cnnviz.synthesis.visualize import LARGEST, Options

MODES = ("class", "channel", "photo", "layers", "style")
STARTS = tuple(str(start) for start in Start)
BASES = ("frequencies", "pixels")
AIMS = ("channel", "unit")
FIRST_CLASS = {"embedded": 90}  # a mushroom, which shows the idea best; elsewhere the first
STYLE = "coffee"
_HOW = Options()

# key of the address: what it is called, least, most
NUMBERS = {
    "steps": ("a number of steps", 8, 400),
    "seed": ("seed", 0, 9999),
    "side": ("a picture of side", 0, LARGEST),
    "robust": ("a robustness in per cent of", 0, 200),
    "jitter": ("a jitter of", 0, 16),
    "tv": ("total variation", 0, 100),
    "l2": ("L2", 0, 100),
    "blur": ("blur", 0, 300),
    "octaves": ("a number of octaves", 1, 6),
    "strength": ("a strength of", 1, 30),
    "weight": ("a weight of style of", 1, 100),
}
STEPS = {"class": 96, "channel": 96, "photo": 10, "layers": 80, "style": 80}  # of the photo: at each octave


@dataclass(frozen=True)
class Dream:
    """One setting of the page.

    `mode` is one of `MODES`; `cls` a class; `layer` and `unit` a channel, of which `aim` raises the map or the unit in
    its middle; `steps` 0 for as many as the mode has at first; `side` 0 for the network's own; `robust`, `tv`, `l2`
    and `blur` in hundredths, `strength` in thousandths of a pixel's range a step; `other` names the picture of a style.
    """

    mode: str = "class"
    cls: int = 0
    layer: str = ""
    unit: int = 0
    aim: str = AIMS[0]
    steps: int = 0
    seed: int = 0
    side: int = 0
    start: str = STARTS[0]
    basis: str = BASES[0]
    robust: int = 100
    jitter: int = _HOW.jitter
    tv: int = round(100 * _HOW.total_variation)
    l2: int = round(100 * _HOW.l2)
    blur: int = 0
    octaves: int = 4
    strength: int = 6
    other: str = STYLE
    weight: int = 10

    @property
    def count(self) -> int:
        """Steps to take."""
        return self.steps or STEPS[self.mode]

    @property
    def options(self) -> Options:
        """How a class or a channel is visualized."""
        return Options(
            size=self.side,
            steps=self.count,
            start=Start(self.start),
            fourier=self.basis == BASES[0],
            jitter=self.jitter,
            robust=self.robust / 100,
            l2=self.l2 / 100,
            total_variation=self.tv / 100,
            blur=self.blur / 100,
        )


@cache
def channel_counts(model: Model) -> dict[str, int]:
    """Return how many channels each layer has, by node name, in order."""
    return {row.name: row.output_shape[0] for row in layers(model) if len(row.output_shape) in (1, 3)}


@cache
def first(model: Model) -> Dream:
    """Return what the page opens with: a class, and the layer at which a DeepDream of it looks best."""
    ends = block_ends(model) or list(channel_counts(model))
    return Dream(cls=FIRST_CLASS.get(model.name, 0), layer=ends[round(0.55 * (len(ends) - 1))])


def problem(dream: Dream, model: Model) -> str:
    """Return what this network cannot do of a setting, as a sentence; "" where it can do all."""
    counts = channel_counts(model)
    words = (dream.mode in MODES, dream.start in STARTS, dream.basis in BASES, dream.aim in AIMS)
    if not all(words):
        return "The question names something that is not here. Reload the page."
    if not 0 <= dream.cls < len(model.class_names):
        return f"This network has classes 0 to {len(model.class_names) - 1}; there is no class {dream.cls}."
    if dream.layer not in counts:
        return "The layer is not one of this network's. Choose another."
    if not 0 <= dream.unit < counts[dream.layer]:
        return f"This layer has channels 0 to {counts[dream.layer] - 1}; there is no channel {dream.unit}."
    if dream.other not in samples.names():
        return "The picture whose style was asked for is not here. Choose another."
    if dream.side % GRID or 0 < dream.side < 4 * GRID:
        return f"A side of {dream.side} pixels cannot be made; whole multiples of {GRID} from {4 * GRID} on can."
    for key, (_, low, high) in NUMBERS.items():
        value = getattr(dream, key)
        if not low <= value <= high and not (key == "steps" and value == 0):
            return "The question names something that is not here. Reload the page."
    return ""


def from_browser(sent: object, model: Model) -> Dream | None:
    """Turn what the component has sent, which is untrusted, into a setting; None where it is none of this network's."""
    if not isinstance(sent, dict):
        return None
    kinds = asdict(Dream())
    values = {name: sent.get(name) for name in kinds}
    if any(type(value) is not type(kinds[name]) for name, value in values.items()):
        return None
    found = Dream(**values)  # type: ignore[arg-type]
    return None if problem(found, model) else found


def fitted(dream: Dream, model: Model) -> Dream:
    """Return the setting with what another network has not set back to this network's first."""
    start, counts = first(model), channel_counts(model)
    if not 0 <= dream.cls < len(model.class_names):
        dream = replace(dream, cls=start.cls)
    if dream.layer not in counts:
        dream = replace(dream, layer=start.layer, unit=0)
    return dream if dream.unit < counts[dream.layer] else replace(dream, unit=0)


NAMES = tuple(field.name for field in fields(Dream))
