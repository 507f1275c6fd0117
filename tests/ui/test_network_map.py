"""What the map of a network is drawn from: every layer once, in order, folded by size and by module."""

from __future__ import annotations

import pytest

from cnnviz import models
from cnnviz.models import Model, Preset
from cnnviz.models.embedded import MEAN, STD
from cnnviz.ui import inspector_controls, inspector_layers, network_map


def network(name: str) -> Model:
    """Build a network whose weights are whatever was in memory: the map looks at shapes."""
    module = models.blueprint(name).to_empty(device="cpu")
    return Model(name, module, tuple(map(str, range(1000))), Preset(256, 224, MEAN, STD))


@pytest.mark.parametrize("name", ["embedded", "densenet121", "mobilenet_v2"])
def test_every_layer_is_in_one_block_of_one_stage(name: str) -> None:
    rows = inspector_layers.rows(models.load(name) if name == "embedded" else network(name))
    spans = [(block["first"], block["last"]) for stage in network_map.stages(rows) for block in stage]
    covered = [index for first, last in spans for index in range(first, last + 1)]
    assert covered == list(range(len(rows)))


def test_stages_of_densenet_are_its_sizes_and_its_blocks_its_dense_layers() -> None:
    rows = inspector_layers.rows(network("densenet121"))
    stages = network_map.stages(rows)
    sizes = [rows[stage[0]["first"]].output_shape[1:] for stage in stages]
    assert sizes == [(112, 112), (56, 56), (28, 28), (14, 14), (7, 7), (1, 1), ()]
    names = [block["name"] for block in stages[3]]
    assert [f"features.denseblock3.denselayer{i}" in names for i in range(1, 25)] == [True] * 24


def test_a_gate_stays_in_the_stage_of_what_it_weighs() -> None:
    rows = inspector_layers.rows(network("efficientnet_b0"))
    assert any(row.output_shape[1:] == (1, 1) for row in rows[:20])
    sizes = [rows[stage[-1]["last"]].output_shape[1:] for stage in network_map.stages(rows)]
    assert sizes[:5] == [(112, 112), (56, 56), (28, 28), (14, 14), (7, 7)]


def test_layers_whose_channels_stand_last_are_no_maps() -> None:
    rows = {row.name: row for row in inspector_layers.rows(network("convnext_tiny"))}
    assert "features.1.0.block.3" not in rows  # a linear layer on 56 x 56 x 96
    assert rows["features.1.0.block.0"].output_shape == (96, 56, 56)
    assert "features.1.0.add" in rows


def test_the_inspector_opens_with_the_first_activation() -> None:
    assert inspector_controls.default_layer(models.load("embedded")) == "stem.relu"


def test_the_browser_gets_shape_parameters_field_and_macs_of_each_layer() -> None:
    told = network_map.about(models.load("embedded"))
    first = told["layers"][0]
    assert (first["name"], first["out"], first["params"]) == ("stem.conv", [32, 64, 64], 5 * 5 * 3 * 32)
    assert first["macs"] == 5 * 5 * 3 * 32 * 64 * 64
    assert first["field"]["size"] == [5, 5]
