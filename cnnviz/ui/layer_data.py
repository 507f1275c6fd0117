"""Layer rows as the browser's components take them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cnnviz.arithmetic import Field, Global, LayerRow, ReceptiveField, Unknown

Data = dict[str, Any]


def field_data(field: Field) -> Data | str | None:
    """Return a field: `{size, stride, padding}` (each `[h, w]`), "global", or None where it cannot be known."""
    if isinstance(field, ReceptiveField):
        return {"size": list(field.size), "stride": list(field.stride), "padding": list(field.padding)}
    return "global" if isinstance(field, Global) else None


def _number(value: int | Unknown) -> int | None:
    return None if isinstance(value, Unknown) else value


def _reasons(row: LayerRow) -> list[str]:
    """Return why numbers of a row cannot be known, each reason once."""
    values = (row.parameters, row.macs, row.activation_bytes, *row.fields)
    return list(dict.fromkeys(value.reason for value in values if isinstance(value, Unknown)))


def as_data(row: LayerRow, lab: str | None = None) -> Data:
    """Return a row for the browser; `lab` is the address of its setting in the convolution lab, where it has one.

    Keys: `name`, `kind`, `inputs` (names), `ins` and `out` (shapes), `params`, `macs`, `bytes` (None: unknown), `field`
    (the widest), `groups` (`[{channels, field}]`), `why` (reasons for what is unknown), `remarks`, `window`, `lab`.
    """
    window = row.window
    return {
        "name": row.name,
        "kind": row.kind.value,
        "inputs": list(row.inputs),
        "ins": [list(shape) for shape in row.input_shapes],
        "out": list(row.output_shape),
        "params": _number(row.parameters),
        "macs": _number(row.macs),
        "bytes": _number(row.activation_bytes),
        "field": field_data(row.fields[-1]) if row.fields else None,
        "groups": [
            {"channels": channels, "field": field_data(field)}
            for channels, field in zip(row.group_channels, row.fields, strict=True)
        ],
        "why": _reasons(row),
        "remarks": list(row.remarks),
        "window": window
        and {
            "kernel": list(window.kernel),
            "stride": list(window.stride),
            "padding": [list(side) for side in window.padding],
            "dilation": list(window.dilation),
            "groups": window.groups,
        },
        "lab": lab,
    }


def table(rows: Iterable[LayerRow]) -> list[Data]:
    """Return rows for the browser, without addresses of the lab."""
    return [as_data(row) for row in rows]
