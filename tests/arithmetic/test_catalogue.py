"""The catalogue's figures against papers and hand calculation."""

from __future__ import annotations

import pytest

from cnnviz.arithmetic import GLOBAL, Kind, LayerRow, ReceptiveField, catalogue, known
from cnnviz.arithmetic.totals import Cost, shares, totals, volumes
from cnnviz.errors import UnknownName


def rows(name: str) -> dict[str, LayerRow]:
    return {row.name: row for row in catalogue.get(name).rows}


def side(row: LayerRow) -> int:
    field = row.fields[-1]
    assert isinstance(field, ReceptiveField)
    return field.size[0]


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("lenet5_1998", 60_000),
        ("alexnet_2012", 60_965_224),
        ("alexnet_one_group", 62_378_344),
        ("alexnet", 61_100_840),
        ("vgg_d", 138_357_544),
        ("googlenet_2014", 6_998_552),  # of Caffe's model without its auxiliary heads
        ("resnet18", 11_689_512),
        ("resnet50", 25_557_032),
        ("resnet50_v1", 25_557_032),
    ],
)
def test_parameters_are_the_published_ones(name: str, parameters: int) -> None:
    assert totals(catalogue.get(name).rows).parameters == parameters


@pytest.mark.parametrize(
    ("name", "macs"),
    [
        ("alexnet", 714_188_480),
        ("vgg_d", 15_470_264_320),
        ("resnet18", 1_814_073_344),
        ("resnet50", 4_089_184_256),
        ("resnet50_v1", 3_857_973_248),
    ],
)
def test_macs_are_the_published_ones(name: str, macs: int) -> None:
    assert totals(catalogue.get(name).rows).macs == macs


def test_vgg_has_the_millions_of_the_papers_table_2() -> None:
    found = {
        column.title: round(totals(catalogue.get(column.name).rows).parameters / 1e6)
        for column in catalogue.vgg_table.columns
    }
    assert found == {"A": 133, "A-LRN": 133, "B": 133, "C": 134, "D": 138, "E": 144}


def test_vgg_has_the_weight_layers_of_the_papers_table_1() -> None:
    found = {column.title: column.weight_layers for column in catalogue.vgg_table.columns}
    assert found == {"A": 11, "A-LRN": 11, "B": 13, "C": 16, "D": 16, "E": 19}


def test_the_vgg_table_reads_like_the_papers() -> None:
    table = catalogue.vgg_table
    assert [[str(layer) for layer in cell] for cell in table.rows[0]] == [
        ["conv3-64"],
        ["conv3-64", "LRN"],
        *[["conv3-64", "conv3-64"]] * 4,
    ]
    assert [str(layer) for layer in table.rows[2][3]] == ["conv3-256", "conv3-256", "conv1-256"]
    assert table.linear == (4096, 4096, 1000)


def test_a_local_response_norm_has_no_parameters() -> None:
    assert rows("vgg_a_lrn")["norm1"].parameters == 0


def test_lenet5_has_the_trainable_parameters_that_its_paper_counts() -> None:
    found = rows("lenet5_1998")
    published = {"C1": 156, "S2": 12, "C3": 1516, "S4": 32, "C5": 48_120, "F6": 10_164, "output": 0}
    assert {name: found[name].parameters for name in published} == published


def test_lenet5_has_the_connections_that_its_paper_counts() -> None:
    """It counts biases, the four values and the bias of each subsampling unit, and the radial basis functions."""
    found = rows("lenet5_1998")
    connections = {}
    for name in ("C1", "C3", "C5", "F6"):
        places = found[name].output_shape[1] * found[name].output_shape[2] if name != "F6" else 1
        connections[name] = known(found[name].macs) + places * found[name].output_shape[0]
    for name in ("S2", "S4"):
        channels, height, width = found[name].output_shape
        connections[name] = channels * height * width * (2 * 2 + 1)
    assert connections == {"C1": 122_304, "S2": 5_880, "C3": 151_600, "S4": 2_000, "C5": 48_120, "F6": 10_164}
    assert sum(connections.values()) + 84 * 10 == 340_908


def test_lenet5_multiplies_only_where_its_sparse_table_connects() -> None:
    assert rows("lenet5_1998")["C3"].macs == 60 * 25 * 100


def test_every_map_of_s2_goes_into_ten_maps_of_c3() -> None:
    from cnnviz.arithmetic.catalogue.lenet import C3_READS

    assert [sum(number in reads for reads in C3_READS) for number in range(6)] == [10] * 6
    assert len(set(C3_READS)) == 16


def test_the_lectures_lenet5_has_the_lectures_shapes_and_weights() -> None:
    found = rows("lenet5_lecture")
    shapes = {"conv1": (20, 28, 28), "pool1": (20, 14, 14), "conv2": (50, 14, 14), "pool2": (50, 7, 7)}
    assert {name: found[name].output_shape for name in shapes} == shapes
    assert found["flatten"].output_shape == (2450,)
    weights = {
        "conv1": 20 * 25 + 20,
        "conv2": 50 * 20 * 25 + 50,
        "linear1": 2450 * 500 + 500,
        "linear2": 500 * 10 + 10,
    }
    assert {name: found[name].parameters for name in weights} == weights


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("lenet5_1998", {"C1": 5, "S2": 6, "C3": 14, "S4": 16, "C5": 32}),
        (
            "vgg_d",
            {"conv1_1": 3, "pool1": 6, "conv2_1": 10, "pool2": 16, "conv3_1": 24}
            | {"pool3": 44, "conv4_1": 60, "pool4": 100, "conv5_1": 132, "pool5": 212},
        ),
        ("vgg_a", {"pool5": 150}),
        ("alexnet_2012", {"conv1": 11, "pool1": 19, "conv2": 51, "conv3": 99, "pool5": 195}),
        ("resnet18", {"layer1.1.add": 43, "layer2.1.add": 99, "layer3.1.add": 211, "layer4.1.add": 435}),
        ("resnet50", {"layer1.2.add": 35, "layer2.3.add": 91, "layer3.5.add": 267, "layer4.2.add": 427}),
        ("resnet50_v1", {"layer1.2.add": 35, "layer2.3.add": 99, "layer3.5.add": 291, "layer4.2.add": 483}),
    ],
)
def test_fields_by_layer(name: str, published: dict[str, int]) -> None:
    found = rows(name)
    assert {layer: side(found[layer]) for layer in published} == published


@pytest.mark.parametrize(
    ("name", "layer", "size", "stride", "padding"),
    [
        ("alexnet", "features.12", 195, 32, 66),
        ("vgg_d", "pool5", 212, 32, 90),
        ("resnet18", "layer4.1.relu_1", 435, 32, 217),
        ("resnet50", "layer4.2.relu_2", 427, 32, 213),
    ],
)
def test_trunks_have_the_measured_strides_and_paddings(
    name: str, layer: str, size: int, stride: int, padding: int
) -> None:
    expected = ReceptiveField((size, size), (stride, stride), (padding, padding))
    assert rows(name)[layer].fields == (expected,)


def test_an_inception_modules_channels_see_three_ways_the_widest_last() -> None:
    """By hand: pool2 sees 27 pixels, stride 8; 1x1 adds none, 3x3 and the pooling 16, 5x5 twice that."""
    row = rows("googlenet_2014")["inception_3a.concat"]
    assert [field.size[0] for field in row.fields if isinstance(field, ReceptiveField)] == [27, 43, 59]
    assert row.group_channels == (64, 128 + 32, 32)
    assert row.output_shape == (256, 28, 28)


def test_googlenets_modules_have_the_outputs_of_the_papers_table() -> None:
    found = rows("googlenet_2014")
    channels = [row.output_shape for name, row in found.items() if name.endswith("concat")]
    assert channels == [
        (256, 28, 28),
        (480, 28, 28),
        (512, 14, 14),
        (512, 14, 14),
        (512, 14, 14),
        (528, 14, 14),
        (832, 14, 14),
        (832, 7, 7),
        (1024, 7, 7),
    ]


def test_what_reads_every_place_sees_the_whole_picture() -> None:
    assert rows("resnet50")["avgpool"].fields == (GLOBAL,)
    assert rows("vgg_d")["fc6"].fields == (GLOBAL,)


def test_alexnets_parameters_are_in_its_linear_layers_and_its_macs_in_its_convolutions() -> None:
    found = catalogue.get("alexnet").rows
    parameters, macs = shares(found, Cost.PARAMETERS)[0], shares(found, Cost.MACS)[0]
    assert (parameters.kind, round(100 * parameters.part, 1)) == (Kind.LINEAR, 96.0)
    assert (macs.kind, round(100 * macs.part, 1)) == (Kind.CONVOLUTION, 91.8)


def test_vgg16_holds_15_million_values_from_the_picture_to_the_logits() -> None:
    entry = catalogue.get("vgg_d")
    assert sum(volume.values for volume in volumes(entry.rows, entry.input_shape)) == 15_237_608


def test_the_papers_resnet_50_never_reads_every_other_row() -> None:
    assert any("Rows 2, 4, 6" in remark for remark in rows("resnet50_v1")["layer2.0.conv1"].remarks)
    assert rows("resnet50")["layer2.0.conv2"].remarks == ()


def test_names_are_unique_and_siblings_exist() -> None:
    entries = {entry.name: entry for entry in catalogue.architectures}
    assert len(entries) == len(catalogue.architectures)
    assert all(entry.beside is None or entry.beside in entries for entry in entries.values())


@pytest.mark.parametrize("entry", catalogue.architectures, ids=lambda entry: entry.name)
def test_every_row_reads_rows_before_it_in_the_shapes_that_they_have(entry: catalogue.Architecture) -> None:
    shapes: dict[str, tuple[int, ...]] = {"input": entry.input_shape}
    for row in entry.rows:
        assert row.name not in shapes
        assert row.input_shapes == tuple(shapes[name] for name in row.inputs)
        assert sum(row.group_channels) == row.output_shape[0]
        shapes[row.name] = row.output_shape


def test_an_unknown_name_is_told_the_nearest_ones() -> None:
    with pytest.raises(UnknownName, match=r"no architecture named “resnet5”.*resnet50"):
        catalogue.get("resnet5")
    with pytest.raises(UnknownName, match="There are lenet5_1998, "):
        catalogue.get("???")


def test_history_runs_forward() -> None:
    assert [step.year for step in catalogue.forerunners] == [1962, 1980, 1989, 1999]


def test_every_family_that_torchvision_has_is_told_of_once() -> None:
    assert [family.name for family in catalogue.families] == [
        *("alexnet", "vgg", "googlenet", "inception_v3", "resnet", "resnext", "wide_resnet", "densenet", "squeezenet"),
        *("mobilenet_v2", "mobilenet_v3", "mnasnet", "shufflenet_v2", "efficientnet", "efficientnet_v2", "regnet"),
        *("convnext", "vit", "swin", "maxvit"),
    ]


@pytest.mark.parametrize("told", [*catalogue.architectures, *catalogue.families], ids=lambda told: told.name)
def test_what_is_told_are_sentences(told: catalogue.Architecture | catalogue.Family) -> None:
    assert told.news.endswith(".")
    assert told.error is None or told.error.endswith(".")
    assert all(remark.endswith(".") for remark in getattr(told, "remarks", ()))
    assert str(told.year) in told.paper or str(told.year + 1) in told.paper
