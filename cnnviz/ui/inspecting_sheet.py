"""The sheet of a layer: every unit's map in one picture, what is said of each, and the table of their numbers."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cnnviz import activations
from cnnviz.activations import Statistics
from cnnviz.errors import UnknownName
from cnnviz.imaging import Picture
from cnnviz.models import Model
from cnnviz.render import contact_sheet, shape, short
from cnnviz.render.palette import Mode
from cnnviz.serve import Answer, Question, Visitor, engine
from cnnviz.ui import computing, inspecting_asked
from cnnviz.ui.components import pack
from cnnviz.ui.inspecting_asked import Subject
from cnnviz.ui.quick import Asked
from cnnviz.ui.sheet_settings import PAGE, Scale, SheetSettings, SheetState, Signs, from_browser

LARGEST_SIDE = 960  # of a sheet, in pixels
LARGE = 64  # up to so many maps the sheet is as square as it can be; beyond, full rows read better
MOST_BYTES = 118_000  # of the picture: with what is said of 256 units a sheet stays below 150 kB
PATIENCE = 60.0  # seconds a component waits
ORDERS = {
    "mean": "the highest mean first",
    "maximum": "the highest maximum first",
    "sparsity": "the most zeros first",
    "channel": "in the order of their channels",
}


@dataclass(frozen=True)
class LayerMaps:
    """What a layer answers, float32 `(C, H, W)` or `(C,)`, and each unit's numbers."""

    maps: NDArray[np.float32]
    statistics: Statistics


def maps_question(model: Model, picture: Picture, layer: str) -> Question:
    """What the engine is asked for `layer_maps`."""
    return Question("maps", model.name, picture.digest, (layer,))


def layer_maps(model: Model, picture: Picture, layer: str) -> LayerMaps:
    """Run the network as far as `layer`. Raises `DoesNotFit` where it gives no maps."""
    maps = activations.maps(model, picture, layer)
    return LayerMaps(maps, activations.statistics(maps))


def ask_maps(model: Model, picture: Picture, layer: str, visitor: str, slot: str = "maps") -> Answer[LayerMaps]:
    """Return `layer_maps`, computed once for all who look at the same layer and photo."""
    compute = partial(layer_maps, model, picture, layer)
    return engine().ask(maps_question(model, picture, layer), compute, visitor, slot, PATIENCE)


def ask_sheet(
    model: Model, picture: Picture, state: SheetState, theme: Mode, visitor: str, slot: str = "sheet"
) -> bytes:
    """Return the sheet for a state, packed, with how long it took to compute.

    Packed: `{cost}` and as its only blob what `sheet` returns. `slot` is the asker's place: a newer question from there
    replaces an older one. Raises what the engine raises.
    """
    found = ask_maps(model, picture, state.layer, visitor, slot)
    page = page_of(found.value.statistics, state)
    question = sheet_question(model, picture, state.layer, state.settings, page, theme)
    compute = partial(sheet, model, picture, state.layer, state.settings, page, theme, visitor)
    drawn = engine().ask(question, compute, visitor, slot, PATIENCE)
    cost = f"Computed on {computing.device_name()} in {found.milliseconds + drawn.milliseconds:,.0f} ms"
    return pack({"cost": cost}, [drawn.value])


def page_of(found: Statistics, state: SheetState) -> int:
    """Return the page to show, from 0: the one that is asked for, else that of the unit, else the first."""
    last = (len(found) - 1) // PAGE
    if state.page is not None:
        return min(state.page, last)
    if state.unit is None or state.unit >= len(found):
        return 0
    place = int(np.flatnonzero(activations.ordered(found, state.settings.order) == state.unit)[0])
    return place // PAGE


def sheet_question(
    model: Model, picture: Picture, layer: str, settings: SheetSettings, page: int, theme: Mode
) -> Question:
    """What the engine is asked for `sheet`; what all share leaves out who asks and which unit is pinned."""
    chosen = (settings.order.value, settings.scale.value, settings.signs.value)
    return Question("sheet", model.name, picture.digest, (layer, *chosen, page, theme))


def sheet(
    model: Model, picture: Picture, layer: str, settings: SheetSettings, page: int, theme: Mode, visitor: str
) -> bytes:
    """Draw one page of a layer's units, packed: blob 0 is the PNG, the rest is as `ContactSheet.show` takes it."""
    found = ask_maps(model, picture, layer, visitor).value
    statistics, count = found.statistics, len(found.maps)
    order = activations.ordered(statistics, settings.order)[page * PAGE : (page + 1) * PAGE]
    negative = bool(statistics.min.min(initial=0) < 0)
    signed = settings.signs is Signs.SIGNED or (settings.signs is Signs.AUTO and negative)
    maps = found.maps[order]
    limits, note = _limits(model, picture, statistics, settings.scale, visitor)
    shown = limits[order]
    drawn = contact_sheet(
        np.abs(maps) if negative and not signed else maps,
        mode=theme,
        signed=signed,
        limit=shown,
        columns=math.ceil(math.sqrt(len(order))) if len(order) <= LARGE else None,
        max_side=LARGEST_SIDE,
        most_bytes=MOST_BYTES,
    )
    cells, what = drawn.cells, "maps" if statistics.size else "answers"
    sizes = f" of {shape(statistics.size)}" if statistics.size else ""
    names = model.class_names if not statistics.size and count == len(model.class_names) else None
    meta = {
        "layer": layer,
        "title": f"{layer}: {count} {what}{sizes}, {ORDERS[settings.order]}",
        "alt": f"Feature maps of {layer}; arrow keys choose a unit",
        "columns": cells.columns,
        "rows": cells.rows,
        "cell": [cells.cell_height, cells.cell_width],
        "map": list(statistics.size) or [1, 1],
        "gap": cells.gap,
        "order": order.tolist(),
        "labels": [_label(statistics, int(unit), layer, names) for unit in order],
        "limits": [float(f"{limit:.6g}") for limit in shown],
        "signed": signed,
        "note": note + ("" if signed or not negative else " Colours show magnitudes: minus 2 looks like 2."),
        "count": count,
        "page": page,
        "pages": (count - 1) // PAGE + 1,
        "chosen": {"order": settings.order, "scale": settings.scale, "signs": settings.signs},
        "file": f"{model.name}-{layer}.png",
    }
    return pack(meta, [drawn.png])


def _limits(
    model: Model, picture: Picture, found: Statistics, scale: Scale, visitor: str
) -> tuple[NDArray[np.float64], str]:
    """Return the end of each unit's scale, and what it is in a sentence."""
    each = np.maximum(np.abs(found.min), np.abs(found.max)).astype(np.float64)
    each[~np.isfinite(each)] = 0
    top = float(each.max(initial=0))
    if scale is Scale.NETWORK and found.size:
        question = Question("largest magnitude", model.name, picture.digest)
        compute = partial(activations.largest_magnitude, model, picture)
        end, layer = engine().ask(question, compute, visitor, "largest", PATIENCE).value
        note = (
            f"One scale for the whole network: up to {short(end)}, the largest of all its maps on this photo ({layer})."
        )
        return np.full(len(found), end), note
    if scale is Scale.UNIT and found.size:
        return (
            each,
            "Each map has a scale of its own, up to its largest magnitude: weak units can be seen, not compared.",
        )
    return np.full(
        len(found), top
    ), f"One scale for the layer: up to {short(top)}, its largest magnitude on this photo."


def _label(found: Statistics, unit: int, layer: str, names: tuple[str, ...] | None) -> str:
    """Say in a line what a unit does; `names` where the units are the classes."""
    who = f"Unit {unit + 1} of {layer}" + (f", {names[unit]}," if names else "")
    return f"{who} {activations.said(found, unit)}"


def answer(visitor: Visitor, asked: Asked) -> bytes:
    """Answer `{net, photo, theme, layer, order, scale, signs, unit, page}` with what `ask_sheet` packs."""
    found, layer = read(visitor, asked)
    return ask_sheet(found.model, found.picture, from_browser(asked, layer), found.theme, visitor.id)


def read(visitor: Visitor, asked: Asked) -> tuple[Subject, str]:
    """Check which photo, network and layer a component asks about. Raises `UnknownName`."""
    found = inspecting_asked.subject(visitor, asked)
    return found, found.model.trace.layer(inspecting_asked.text(asked, "layer"))


def values(visitor: Visitor, asked: Asked) -> bytes:
    """Answer `{net, photo, layer, unit}` with that unit's values, packed: `{unit, size}` and float32, row by row."""
    found, layer = read(visitor, asked)
    maps = ask_maps(found.model, found.picture, layer, visitor.id, "values").value.maps
    unit = asked.get("unit")
    if type(unit) is not int or not 0 <= unit < len(maps):
        raise UnknownName(f"Layer {layer} has units 1 to {len(maps)}.")
    return pack_values(maps, unit)


def pack_values(maps: NDArray[np.float32], unit: int) -> bytes:
    """Pack a unit's values exactly as they are: `{unit, size}` and little-endian float32, row by row."""
    shown = np.atleast_2d(maps[unit])
    return pack({"unit": unit, "size": list(shown.shape)}, [shown.astype("<f4").tobytes()])


def table(visitor: Visitor, asked: Asked) -> bytes:
    """Answer `{net, photo, layer}` with the numbers of all its units as CSV. Units, rows and columns count from 1."""
    found, layer = read(visitor, asked)
    numbers = ask_maps(found.model, found.picture, layer, visitor.id, "units").value.statistics
    return table_csv(numbers).encode()


def table_csv(found: Statistics) -> str:
    """Write a layer's statistics as CSV, one unit a line."""
    out = io.StringIO()
    writer = csv.writer(out)
    place = ["row_of_maximum", "column_of_maximum"] if found.size else []
    writer.writerow(["unit", "mean", "minimum", "maximum", "share_of_zeros", *place])
    for unit in range(len(found)):
        numbers = (found.mean[unit], found.min[unit], found.max[unit], found.zeros[unit])
        where = [int(at) + 1 for at in found.place[unit]] if found.size else []
        writer.writerow([unit + 1, *(str(number) for number in numbers), *where])
    return out.getvalue()
