from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from cnnviz import imaging
from cnnviz.errors import UnknownName
from cnnviz.imaging import draw, samples, together


def test_the_cat_comes_first_and_is_the_default() -> None:
    assert samples.names()[0] == samples.DEFAULT == "cat"


@pytest.mark.parametrize("name", samples.names())
def test_a_sample_is_small_and_says_what_it_shows_and_whose_it_is(name: str) -> None:
    sample = samples.get(name)
    assert sample.path.stat().st_size <= 120_000
    assert sample.alt.endswith(".")
    assert len(sample.alt) > 30
    assert sample.credit
    assert f"`{sample.path.name}`" in (samples.FOLDER / "CREDITS.md").read_text(encoding="utf-8")
    picture = samples.load(name)
    assert max(picture.rgb.shape[:2]) <= 640
    assert min(picture.rgb.shape[:2]) >= 224  # as large as the pictures that networks see


def test_every_file_in_the_folder_is_a_sample() -> None:
    files = {path.name for path in samples.FOLDER.iterdir()} - {"CREDITS.md", "small"}
    assert files == {sample.path.name for sample in samples.SAMPLES}


def test_a_sample_is_decoded_once() -> None:
    assert samples.load("cat") is samples.load("cat")


def test_samples_carry_no_metadata() -> None:
    for sample in samples.SAMPLES:
        with Image.open(sample.path) as image:
            assert not {"exif", "icc_profile", "xmp", "comment"} & set(image.info)


def test_a_sample_that_is_not_there_is_answered_with_near_names() -> None:
    with pytest.raises(UnknownName, match=r"no sample named “coffe”\. Did you mean coffee"):
        samples.load("coffe")
    with pytest.raises(UnknownName, match="There are cat, coffee"):
        samples.load("../../etc/passwd")


@pytest.mark.parametrize("name", draw.DRAWINGS)
def test_a_drawing_is_what_the_script_draws(name: str) -> None:
    drawn = draw.DRAWINGS[name]()
    kept = samples.load(name).rgb.astype(int)
    assert np.abs(kept - (drawn if drawn.ndim == 3 else drawn[..., np.newaxis])).max() <= 1  # another cosine may round


def test_the_script_writes_all_drawings(tmp_path, capsys) -> None:
    draw.main(tmp_path)
    assert {path.stem for path in tmp_path.glob("*.png")} == set(draw.DRAWINGS)
    assert "digit.png" in capsys.readouterr().out


def test_the_wheel_has_edges_in_every_direction() -> None:
    gx, gy = (imaging.respond(draw.edges(), imaging.kernels.get(name)) for name in ("sobel_x", "sobel_y"))
    strong = imaging.magnitude(gx, gy) > 400
    directions = np.rad2deg(np.arctan2(gy[strong], gx[strong])) % 360
    assert np.histogram(directions, bins=72, range=(0, 360))[0].min() > 50


def test_the_colours_are_as_bright_as_their_ground() -> None:
    picture = samples.load("colours")
    brightness = picture.rgb @ np.array([0.299, 0.587, 0.114])
    assert np.ptp(brightness) < 2.5
    assert np.ptp(picture.rgb[..., 0]) > 200


def test_imaging_brings_no_torch() -> None:
    code = "import sys, cnnviz.imaging; print(sorted({'torch', 'streamlit', 'scipy', 'cv2'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("sample", samples.SAMPLES, ids=lambda sample: sample.name)
def test_thumbnail_is_the_sample_made_small(sample: samples.Sample) -> None:
    picture = samples.load(sample.name)
    with Image.open(sample.thumbnail) as small:
        assert small.height == 96
        assert abs(small.width - picture.width * 96 / picture.height) <= 0.5
        whole = Image.fromarray(picture.rgb).resize(small.size, Image.Resampling.BOX)
        gap = np.abs(np.asarray(whole, float) - np.asarray(small.convert("RGB"), float)).mean()
    assert gap < 12
    assert sample.thumbnail.stat().st_size < 8000


def test_the_photo_of_two_things_is_made_of_the_two_samples() -> None:
    made = np.asarray(together.cat_and_cup(), np.int16)
    kept = samples.load("cat_and_coffee").rgb.astype(np.int16)
    assert made.shape == kept.shape
    assert np.abs(made - kept).mean() < 4  # what JPEG leaves of it
