"""The photo with two things in it: `python -m cnnviz.imaging.together` sets two of the samples side by side.

The cat has two thirds of the width, since the cup is what networks see first: so both are among the embedded network's
first two, and neither is sure.
"""

from __future__ import annotations

from PIL import Image

from cnnviz.imaging import samples

SIDE, SEAM = 448, 291  # pixels of the square; column where the cup begins
CAT = (120, 0, 315, 300)  # left, top, right, bottom of what is taken of each photo
CUP = (210, 0, 350, 400)


def cat_and_cup() -> Image.Image:
    """Return the cat's face on the left and the cup of espresso on the right, square, as networks look at photos."""
    both = Image.new("RGB", (SIDE, SIDE))
    for name, box, (left, right) in (("cat", CAT, (0, SEAM)), ("coffee", CUP, (SEAM, SIDE))):
        photo = Image.fromarray(samples.load(name).rgb)
        both.paste(photo.resize((right - left, SIDE), Image.Resampling.LANCZOS, box=box), (left, 0))
    return both


def main() -> None:
    """Write `assets/samples/cat_and_coffee.jpg`."""
    cat_and_cup().save(samples.FOLDER / "cat_and_coffee.jpg", quality=88, optimize=True)


if __name__ == "__main__":
    main()
