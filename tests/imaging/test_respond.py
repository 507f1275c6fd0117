from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest
import scipy.ndimage
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz import imaging
from cnnviz.errors import DoesNotFit, UnknownName
from cnnviz.imaging import correlate, kernels
from cnnviz.imaging.borders import Border, padding_for, source_of

RNG = np.random.default_rng(11)
PHOTO = imaging.Picture.of(RNG.integers(0, 256, (61, 143, 3), dtype=np.uint8))
CV2 = {
    "zero": cv2.BORDER_CONSTANT,
    "reflect": cv2.BORDER_REFLECT_101,
    "replicate": cv2.BORDER_REPLICATE,
    "circular": cv2.BORDER_WRAP,
}
NDIMAGE = {"zero": "constant", "reflect": "mirror", "replicate": "nearest", "circular": "wrap"}
SHAPES = [(1, 1), (3, 3), (5, 5), (2, 2), (4, 3), (1, 7), (6, 1), (7, 7), (11, 11), (15, 15), (15, 8)]


def by_opencv(rgb: np.ndarray, weights: np.ndarray, border: str) -> np.ndarray:
    """Pad, filter, cut: OpenCV wraps only in copyMakeBorder."""
    (top, bottom), (left, right) = (padding_for(side) for side in weights.shape)
    wide = cv2.copyMakeBorder(rgb.astype(np.float32), top, bottom, left, right, CV2[border], value=0)
    anchor = ((weights.shape[1] - 1) // 2, (weights.shape[0] - 1) // 2)
    response = cv2.filter2D(wide, cv2.CV_32F, weights, anchor=anchor)
    return response[top : top + rgb.shape[0], left : left + rgb.shape[1]]


def assert_near(ours: np.ndarray, theirs: np.ndarray) -> None:
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() <= 1e-4 * max(np.abs(theirs).max(), 1e-9)


def test_top_sobel_on_the_lectures_patch_is_minus_81() -> None:
    patch = np.array([[24, 25, 36], [20, 25, 34], [24, 46, 75]], dtype=np.uint8)
    assert imaging.respond(patch, kernels.get("sobel_y"))[1, 1] == -81


def test_sobel_x_on_a_ramp_of_slope_a_is_8a_inside() -> None:
    ramp = np.tile(np.arange(0, 150, 3, dtype=np.uint8), (20, 1))  # slope 3 to the right
    response = imaging.respond(ramp, kernels.get("sobel_x"))
    assert (response[1:-1, 1:-1] == 24).all()
    assert (imaging.respond(ramp, kernels.get("sobel_y"))[1:-1] == 0).all()
    assert (imaging.respond(ramp[:, ::-1], kernels.get("sobel_x"))[1:-1, 1:-1] == -24).all()


def test_sobel_y_is_positive_where_it_is_brighter_above() -> None:
    picture = np.zeros((6, 6), dtype=np.uint8)
    picture[:3] = 10
    assert imaging.respond(picture, kernels.get("sobel_y"))[3, 3] == 40  # (1 + 2 + 1) * 10


@pytest.mark.parametrize("mode", ["channels", "grey"])
@pytest.mark.parametrize("border", Border)
def test_identity_gives_the_picture_back_exactly(mode: str, border: Border) -> None:
    response = imaging.respond(PHOTO, kernels.get("identity"), mode=mode, border=border)
    assert response.dtype == np.float32
    if mode == "channels":
        np.testing.assert_array_equal(response, PHOTO.rgb)
    else:
        np.testing.assert_allclose(response, cv2.cvtColor(PHOTO.rgb, cv2.COLOR_RGB2GRAY), atol=0.51)


def test_the_kernel_is_not_flipped() -> None:
    dot = np.zeros((5, 5), dtype=np.uint8)
    dot[2, 2] = 1
    weights = np.arange(1.0, 10.0).reshape(3, 3)
    # sliding over a dot prints the kernel upside down and mirrored
    np.testing.assert_array_equal(imaging.respond(dot, weights)[1:4, 1:4], weights[::-1, ::-1])


def test_flipped_it_is_the_convolution_of_mathematics() -> None:
    for height, width in SHAPES:
        weights = RNG.normal(size=(height, width))
        ours = imaging.respond(PHOTO.rgb[..., 0], weights[::-1, ::-1])
        full = scipy.signal.convolve2d(PHOTO.rgb[..., 0].astype(float), weights)
        # of the full result, the part whose windows start where ours do
        top, left = height - 1 - (height - 1) // 2, width - 1 - (width - 1) // 2
        assert_near(ours, full[top : top + 61, left : left + 143])


@pytest.mark.parametrize("border", CV2)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_responses_are_opencvs(shape: tuple[int, int], border: str) -> None:
    weights = RNG.normal(size=shape)
    assert_near(imaging.respond(PHOTO, weights, border=border), by_opencv(PHOTO.rgb, weights, border))


@pytest.mark.parametrize("border", NDIMAGE)
@pytest.mark.parametrize("name", kernels.names())
def test_classical_responses_are_scipys(name: str, border: str) -> None:
    weights = kernels.get(name).weights
    grey = PHOTO.rgb[..., 1].astype(float)
    theirs = scipy.ndimage.correlate(grey, weights, mode=NDIMAGE[border], cval=0.0)
    assert_near(imaging.respond(PHOTO, kernels.get(name), border=border)[..., 1], theirs)


@pytest.mark.parametrize("shape", [(300, 500), (129, 128), (17, 400), (1, 300)], ids=str)
def test_transforms_over_tiles_leave_no_seams(shape: tuple[int, int]) -> None:
    plane = RNG.normal(size=shape).astype(np.float32)
    weights = RNG.normal(size=(13, 15))
    assert_near(imaging.respond(plane, weights, border="replicate"), by_opencv(plane, weights, "replicate"))


def test_separable_and_direct_responses_agree() -> None:
    column, row = RNG.normal(size=(9, 1)), RNG.normal(size=(1, 9))
    assert correlate.separable(column * row) is not None
    assert correlate.separable(column * row + np.eye(9)) is None
    assert_near(imaging.respond(PHOTO, column * row), by_opencv(PHOTO.rgb, column * row, "zero"))


@pytest.mark.parametrize("side", [1, 3, 5, 11])
def test_a_filter_through_all_channels_adds_them_up(side: int) -> None:
    weights = RNG.normal(size=(3, side, side))
    each = [by_opencv(PHOTO.rgb, layer, "zero")[..., channel] for channel, layer in enumerate(weights)]
    assert_near(imaging.respond(PHOTO, weights, mode="full"), np.sum(each, axis=0))


def test_a_learned_filter_on_a_normalized_picture_is_torchs_conv2d() -> None:
    torch = pytest.importorskip("torch")
    normalized = ((PHOTO.rgb / 255 - (0.485, 0.456, 0.406)) / (0.229, 0.224, 0.225)).astype(np.float32)
    weights = RNG.normal(size=(3, 5, 5)).astype(np.float32)
    pixels = torch.from_numpy(normalized.transpose(2, 0, 1).copy())[None]
    theirs = torch.nn.functional.conv2d(pixels, torch.from_numpy(weights)[None], padding="same")[0, 0].numpy()
    assert_near(imaging.respond(normalized, weights, mode="full"), theirs)


@pytest.mark.parametrize("border", ["reflect", "replicate", "circular"])
@pytest.mark.parametrize("side", [3, 7, 15])
def test_borders_are_torchs(border: str, side: int) -> None:
    torch = pytest.importorskip("torch")
    before, after = padding_for(side)
    ours = PHOTO.rgb[source_of(61, before, after, Border(border))][:, source_of(143, before, after, Border(border))]
    planes = torch.from_numpy(PHOTO.rgb.transpose(2, 0, 1).copy())[None].float()
    theirs = torch.nn.functional.pad(planes, (before, after, before, after), mode=border)[0].numpy()
    np.testing.assert_array_equal(ours.transpose(2, 0, 1), theirs)


@given(st.integers(1, 9), st.integers(0, 30), st.integers(0, 30), st.sampled_from(["reflect", "replicate", "circular"]))
def test_borders_of_any_width_are_numpys(size: int, before: int, after: int, border: str) -> None:
    modes = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}
    theirs = np.pad(np.arange(size), (before, after), mode=modes[border])
    np.testing.assert_array_equal(source_of(size, before, after, Border(border)), theirs)


@given(
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
    st.tuples(st.integers(1, 15), st.integers(1, 15)),
    st.sampled_from(list(Border)),
    st.integers(0, 99),
)
@settings(deadline=None)
def test_a_kernel_larger_than_the_picture_still_fits(
    size: tuple[int, int], shape: tuple[int, int], border: Border, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    plane, weights = rng.normal(size=size).astype(np.float32), rng.normal(size=shape)
    modes = {"zero": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}
    wide = np.pad(plane, [padding_for(side) for side in shape], mode=modes[border.value]).astype(float)
    expected = np.empty(size)
    for y, x in itertools.product(range(size[0]), range(size[1])):
        expected[y, x] = (wide[y : y + shape[0], x : x + shape[1]] * weights).sum()
    np.testing.assert_allclose(imaging.respond(plane, weights, border=border), expected, atol=2e-4)


@pytest.mark.parametrize("size", [(1, 1), (5, 1), (1, 9), (40, 7), (2, 90)], ids=str)
def test_the_response_is_as_large_as_the_picture(size: tuple[int, int]) -> None:
    picture = imaging.Picture.of(np.full((*size, 3), 200, dtype=np.uint8))
    for weights in (np.ones((3, 3)), np.ones((2, 4)), RNG.normal(size=(15, 15))):
        assert imaging.respond(picture, weights).shape == (*size, 3)
        assert imaging.respond(picture, weights, mode="grey").shape == size
        assert imaging.respond(picture, np.stack([weights] * 3), mode="full").shape == size


def test_grey_is_the_brightness_of_bt_601() -> None:
    colours = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]], dtype=np.uint8)
    response = imaging.respond(colours, kernels.get("identity"), mode="grey")
    np.testing.assert_allclose(response[0], [76.245, 149.685, 29.07, 255], rtol=1e-6)


def test_a_kernel_of_zeros_gives_zeros() -> None:
    assert not imaging.respond(PHOTO, np.zeros((3, 3))).any()


def test_a_flat_picture_has_no_edges() -> None:
    flat = imaging.Picture.of(np.full((40, 50, 3), 77, dtype=np.uint8))
    for name in ("sobel_x", "sobel_y", "prewitt_x", "laplacian"):
        assert not imaging.respond(flat, kernels.get(name), border="replicate").any()


def test_magnitude_is_the_length_of_the_gradient() -> None:
    np.testing.assert_array_equal(imaging.magnitude(np.float32([[3, 0]]), np.float32([[-4, 2]])), [[5, 2]])
    with pytest.raises(DoesNotFit, match="Take both from one picture"):
        imaging.magnitude(np.zeros((2, 2), np.float32), np.zeros((2, 2, 3), np.float32))


@pytest.mark.parametrize(
    ("picture", "weights", "mode", "words"),
    [
        (PHOTO, np.ones((3, 3)), "full", r"has the shape \(3, h, w\)"),
        (PHOTO, np.ones((2, 3, 3)), "full", r"through all 3 channels"),
        (PHOTO, np.ones((3, 3, 3)), "channels", r"for one channel has the shape \(h, w\)"),
        (PHOTO, np.array([[np.nan]]), "channels", "only finite"),
        (PHOTO, np.ones((0, 3)), "channels", "at least one number"),
        (np.ones((2, 2, 2, 2)), np.ones((3, 3)), "channels", r"\(H, W\) or \(H, W, C\)"),
        (np.ones((4, 4, 5)), np.ones((3, 3)), "grey", "5 channels"),
    ],
)
def test_shapes_that_cannot_go_together_are_refused(picture, weights, mode: str, words: str) -> None:
    with pytest.raises(DoesNotFit, match=words):
        imaging.respond(picture, weights, mode=mode)


def test_unknown_modes_and_borders_are_answered_with_names() -> None:
    with pytest.raises(UnknownName, match="Did you mean reflect"):
        imaging.respond(PHOTO, np.ones((3, 3)), border="reflekt")
    with pytest.raises(UnknownName, match="no mode named"):
        imaging.respond(PHOTO, np.ones((3, 3)), mode="colour")


def test_the_limit_is_the_largest_size() -> None:
    assert imaging.limit(np.float32([[-7, 3], [0, 5]])) == 7


def test_a_cut_limit_passes_over_single_bright_spots() -> None:
    response = np.ones((100, 100), dtype=np.float32)
    response[0, 0] = 900
    assert imaging.limit(response, cut=0.01) == 1
    dark = np.zeros((100, 100), dtype=np.float32)
    dark[0, 0] = 900
    assert imaging.limit(dark, cut=0.01) == 900  # there is nothing else to see


def test_a_flat_response_has_a_limit_to_divide_by() -> None:
    assert imaging.limit(np.full((3, 3), 1e-5, dtype=np.float32)) == 1


@pytest.mark.parametrize(("least", "length"), [(1, 1), (7, 8), (128, 128), (131, 135), (1038, 1080)])
def test_good_lengths_have_small_factors(least: int, length: int) -> None:
    assert correlate.good_length(least) == length


@pytest.mark.parametrize("mode", ["channels", "grey", "full"])
@pytest.mark.parametrize(("side", "stride", "dilation"), [(3, 2, 1), (3, 1, 3), (5, 3, 2), (4, 2, 2), (15, 8, 6)])
def test_stride_and_dilation_are_torchs(mode: str, side: int, stride: int, dilation: int) -> None:
    torch = pytest.importorskip("torch")
    weights = RNG.normal(size=(3, side, side) if mode == "full" else (side, side))
    ours = imaging.respond(PHOTO, weights, mode=mode, border="replicate", stride=stride, dilation=dilation)
    values = imaging.filter.grey(PHOTO.rgb)[..., None] if mode == "grey" else PHOTO.rgb
    before, after = padding_for(dilation * (side - 1) + 1)
    wide = torch.from_numpy(np.pad(values.astype(float), ((before, after), (before, after), (0, 0)), mode="edge"))
    planes = wide.permute(2, 0, 1)[None] if mode == "full" else wide.permute(2, 0, 1)[:, None]
    kernel = torch.from_numpy(weights.reshape(1, -1, side, side))
    theirs = torch.nn.functional.conv2d(planes, kernel, stride=stride, dilation=dilation).numpy()
    assert_near(ours if ours.ndim == 3 else ours[..., None], theirs[:, 0].transpose(1, 2, 0))


def test_a_stride_of_nothing_is_refused() -> None:
    with pytest.raises(DoesNotFit, match="at least 1"):
        imaging.respond(PHOTO, np.ones((3, 3)), stride=0)
