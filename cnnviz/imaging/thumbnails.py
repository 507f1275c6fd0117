"""Small copies of the samples for shelves to choose from: `python -m cnnviz.imaging.thumbnails` writes them.

The home page shows all samples at once; their full files would be half a megabyte.
"""

from __future__ import annotations

from PIL import Image

from cnnviz.imaging import samples

HEIGHT = 96  # twice what the shelf shows, for screens with small pixels


def main() -> None:
    """Write `assets/samples/small/<name>.jpg` for every sample."""
    for sample in samples.SAMPLES:
        with Image.open(sample.path) as picture:
            width = round(picture.width * HEIGHT / picture.height)
            small = picture.convert("RGB").resize((width, HEIGHT), Image.Resampling.LANCZOS)
        sample.thumbnail.parent.mkdir(exist_ok=True)
        small.save(sample.thumbnail, quality=80, optimize=True)


if __name__ == "__main__":
    main()
