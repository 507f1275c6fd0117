"""What the component `architecture` is handed: networks with their layers, and what surrounds them on the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import groupby
from urllib.parse import urlencode

from cnnviz import models
from cnnviz.arithmetic import Architecture, LayerRow, ReceptiveField, catalogue, conv_parameters
from cnnviz.arithmetic.totals import Cost, shares
from cnnviz.models import Claim, places
from cnnviz.render import grouped, percent
from cnnviz.ui import architectures_words as words
from cnnviz.ui.architectures_lab import lab_link
from cnnviz.ui.layer_data import Data, as_data

EXAMPLE_CHANNELS = (64, 128, 256, 512)  # those of VGG


def year_of(entry: Architecture) -> str:
    """Return the year, "" for networks of nobody's paper."""
    return str(entry.year) if entry.year else ""


def network(entry: Architecture, rows: Sequence[LayerRow]) -> Data:
    """Return one network: what is told of it, its large numbers, its layers."""
    beside = models.architecture(entry.beside) if entry.beside else None
    return {
        "name": entry.name,
        "title": entry.title,
        "family": entry.family,
        "year": year_of(entry),
        "news": entry.news,
        "paper": entry.paper,
        "error": entry.error,
        "remarks": list(entry.remarks),
        "shape": list(entry.input_shape),
        "beside": beside and {"name": beside.name, "title": beside.title},
        "alt": words.alt(entry.title, rows, entry.input_shape),
        "numbers": [asdict(each) for each in words.numbers(rows)],
        "shares": {cost.name.lower(): _shares(rows, cost) for cost in Cost},
        "sentence": words.cost_sentence(rows),
        "claims": [_claim(each) for each in models.claims(entry.name)],
        "claimed": _claimed(entry),
        "rows": [_row(row, entry.name) for row in rows],
    }


def _row(row: LayerRow, arch: str) -> Data:
    """Return a layer; its address in the lab says where it comes from, for the way back."""
    link = lab_link(row)
    came = urlencode({"arch": arch, "layer": row.name})
    return {**as_data(row, f"{link.address}&{came}" if link else None), "labSaid": link.said if link else None}


def _shares(rows: Sequence[LayerRow], cost: Cost) -> list[Data]:
    return [
        {"kind": each.kind.value, "amount": each.amount, "part": each.part, "text": percent(each.part)}
        for each in shares(rows, cost)
    ]


def _claimed(entry: Architecture) -> Data | None:
    """Return a network of the same family of which it is known what others print."""
    known = models.with_claims()
    near = (each for each in models.architectures() if each.family == entry.family and each.name in known)
    return next(({"name": each.name, "title": each.title} for each in near), None)


def _claim(claim: Claim) -> Data:
    return {
        "tool": claim.tool,
        "quantity": claim.quantity.value,
        "value": grouped(claim.value),
        "convention": claim.convention,
        "why": claim.why,
        "source": claim.source,
    }


def choices(entries: Iterable[Architecture]) -> list[Data]:
    """Return the networks by family, families in the order of their first network."""
    families: dict[str, list[Data]] = {}
    for entry in entries:
        families.setdefault(entry.family, []).append({"name": entry.name, "title": entry.title})
    return [{"family": family, "networks": found} for family, found in families.items()]


def history(entries: Iterable[Architecture]) -> list[Data]:
    """Return the steps from the visual cortex to now, by year; families have a network to open."""
    steps: list[tuple[int, Data]] = [
        (each.year, {"title": each.name, "said": f"{each.who}: {each.gave} {each.paper}, {each.year}.", "arch": None})
        for each in catalogue.forerunners
    ]
    seen = set()
    for entry in entries:
        if entry.year and entry.name != places.EMBEDDED and entry.family not in seen:
            seen.add(entry.family)
            steps.append(
                (entry.year, {"title": entry.family, "said": f"{entry.news} {entry.paper}.", "arch": entry.name})
            )
    steps.sort(key=lambda step: step[0])
    return [
        {"year": year, "steps": [step for _, step in found]} for year, found in groupby(steps, lambda step: step[0])
    ]


def vgg_table(chosen: Iterable[Architecture]) -> Data | None:
    """Return the paper's table of configurations, where one of the chosen networks is a VGG."""
    if not any(entry.family == "VGG" for entry in chosen):
        return None
    table = catalogue.vgg_table
    return {
        "columns": [{"title": each.title, "name": each.name, "layers": each.weight_layers} for each in table.columns],
        "rows": [[[str(layer) for layer in block] for block in row] for row in table.rows],
        "linear": list(table.linear),
    }


def small_kernels() -> Data:
    """Return why three 3x3 convolutions beat one 7x7: the same field, 27 instead of 49 weights a pair of channels."""
    three, one = ReceptiveField(), ReceptiveField().then(7)
    sides = []
    for _ in range(3):
        three = three.then(3)
        sides.append(three.size[0])
    return {
        "fields": {"three": sides, "one": one.size[0]},
        "channels": [
            {
                "channels": count,
                "three": 3 * conv_parameters(count, count, (3, 3), bias=False),
                "one": conv_parameters(count, count, (7, 7), bias=False),
            }
            for count in EXAMPLE_CHANNELS
        ],
    }
