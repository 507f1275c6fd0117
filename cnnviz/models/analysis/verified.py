"""Compares what units are computed to see with what they are measured to see."""

from __future__ import annotations

from dataclasses import dataclass

from torch import nn

from cnnviz.arithmetic import Global
from cnnviz.errors import CnnvizError
from cnnviz.models.analysis.measure import MeasuredField, Meter
from cnnviz.models.analysis.run import Analysis


@dataclass(frozen=True)
class VerifiedField:
    """Whether a layer's field holds: `agrees` is None where nothing could be measured, and `reason` says why."""

    layer: str
    agrees: bool | None
    reason: str
    groups: tuple[MeasuredField, ...] = ()


def verify_field(module: nn.Module, layer: str, input_shape: tuple[int, int, int] = (3, 224, 224)) -> VerifiedField:
    """Measure the fields of a layer, one for each group of channels, and compare them with those of `analyze`.

    A copy runs in which weights are equal and everything is linear; `module` is neither run nor changed. The measured
    field is the bounding box of the support of the gradient of one unit. Its height is measured in a picture just
    higher than the field and as narrow as the network takes, its width in one that lies: so the 2071 pixels of
    DenseNet-121 take 0.1 GB, where a square would take 18. A field of the whole picture is measured in one of
    `input_shape`. Where the activations up to the layer would take more than `measure.LIMIT_BYTES`, nothing is
    measured, and the reason says so.

    Units are compared with what just they should see, also where neighbours see differently and the row's field covers
    them all. Only behind branches of different strides agreement means that what is measured lies within the field.

    Raises:
        UnknownName: no such layer.
        NotTraceable, DoesNotFit: as `analyze`.

    """
    analysis = Analysis(module, input_shape)
    layer = analysis.trace.layer(layer)
    row = next((row for row in analysis.rows if row.name == layer), None)
    if row is None:
        return VerifiedField(layer, None, "This layer gives no map.")
    layout = analysis.map_dims(layer)
    if layout is None:
        return VerifiedField(layer, None, "The units of this layer do not stand on a map.")
    meter = Meter(module, analysis, row, layout)
    try:
        groups = tuple(meter.measure(analysis.groups(layer)))
    except Exception as reason:
        if not isinstance(reason, CnnvizError | RuntimeError | ValueError | AssertionError | IndexError):
            raise
        return VerifiedField(layer, None, f"It could not be measured: {reason}")
    if any(group.box is None for group in groups):
        return VerifiedField(layer, None, "A field that is not known has nothing to compare.", groups)
    agrees = all(_agree(group, meter) for group in groups)
    return VerifiedField(layer, agrees, "" if agrees else "The measured field is another.", groups)


def _agree(group: MeasuredField, meter: Meter) -> bool:
    if group.box is None or group.expected is None:
        return False
    if isinstance(group.field, Global):
        # Layers whose stride does not fit drop rows at the end: together fewer than one step of the coarsest map.
        left = [group.expected[n] - group.box[n] for n in (2, 3)]
        return group.box[:2] == (0, 0) and all(n < stride for n, stride in zip(left, meter.coarsest, strict=True))
    inside = all(group.expected[n] <= group.box[n] and group.box[n + 2] <= group.expected[n + 2] for n in (0, 1))
    return inside and (meter.covers or group.box == group.expected)
