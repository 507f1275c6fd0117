"""The lab's sentences: why something does not fit and what would, and the picture in one line."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from .test_lab_parity import random_settings

pytestmark = pytest.mark.browser
BARE = "without padding"

MISFITS = """async (settings) => {
  const { misfit } = await import("/components/lab/words.js");
  const { compose } = await import("/components/lab/scene.js");
  const { Store } = await import("/components/lab/state.js");
  const found = [];
  for (const setting of settings) {
    const store = new Store(setting);
    if (compose(store.settings).fits) continue;
    const { text, mends } = misfit(store.settings);
    const fits = mends.map(({ change }) => {
      const mended = new Store(setting);
      mended.change(change);
      return compose(mended.settings).fits;
    });
    found.push({ text, labels: mends.map(({ label }) => label), fits });
  }
  return found;
}"""


def test_every_mend_that_is_offered_fits(modules: Page) -> None:
    settings = random_settings(3000, seed=5, largest=20)
    settings += [{"ker": "typed", "ks": "1,2,3;4,5,6;7,8,9", "n": 2, "p": 0, "s": 1}]
    found = modules.evaluate(MISFITS, settings)
    assert len(found) > 300
    for misfit in found:
        assert misfit["fits"], misfit
        assert all(misfit["fits"]), misfit


@pytest.mark.parametrize(
    ("setting", "text", "labels"),
    [
        (
            {"p": "same", "s": 2},
            "PyTorch refuses padding='same' with stride 2; use stride 1 or padding 1.",
            ["Use stride 1", "Use padding 1"],
        ),
        (
            {"link": 0, "n": 3, "nw": 9, "k": 5, "kw": 3, "s": 1, "p": 0},
            "A 5×3 kernel needs at least 5 rows; there are 3 without padding.",
            ["Use kernel 3", "Add 1 row of padding on each side"],
        ),
        (
            {"link": 0, "n": 9, "nw": 2, "k": 3, "kw": 7, "s": 1, "p": 1},
            "A 3×7 kernel needs at least 7 columns; there are 4 with this padding.",
            ["Use kernel 3×4", "Add 2 columns of padding on each side"],
        ),
        (
            {"link": 0, "n": 2, "nw": 3, "k": 3, "kw": 4, "s": 1, "p": "valid"},
            f"A 3×4 kernel needs at least 3 rows; there are 2 {BARE}. It needs at least 4 columns; there are 3 {BARE}.",
            ["Use kernel 2×3", "Add 1 row of padding on each side"],
        ),
    ],
)
def test_what_does_not_fit_is_explained(modules: Page, setting: dict[str, Any], text: str, labels: list[str]) -> None:
    (found,) = modules.evaluate(MISFITS, [setting])
    assert (found["text"], found["labels"]) == (text, labels)


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        (
            {"n": 28, "k": 5, "s": 2, "p": 0},
            "Input 28x28, kernel 5, stride 2, padding 0: output 12x12; row 28 and column 28 are never read.",
        ),
        (
            {"link": 0, "n": 7, "nw": 8, "k": 3, "kw": 2, "s": 3, "p": 0},
            "Input 7x8, kernel 3x2, stride 3, padding 0: output 2x3; row 7 is never read; columns 3 and 6 are skipped.",
        ),
        (
            {"link": 0, "n": 6, "nw": 5, "k": 3, "kw": 3, "s": 2, "p": 1},
            "Input 6x5, kernel 3, stride 2, padding 1: output 3x3; 1 row of padding is left over.",
        ),
        (
            {"p": "same", "s": 1, "k": 4},
            "Input 7x7, kernel 4, stride 1, padding same: output 7x7; every row and column is read.",
        ),
        (
            {"p": "same", "s": 2},
            'Input 7x7, kernel 3, stride 2, padding same: no output, padding "same" needs stride 1.',
        ),
    ],
)
def test_text_twin(modules: Page, setting: dict[str, Any], text: str) -> None:
    script = """async (setting) => {
      const { compose } = await import("/components/lab/scene.js");
      const { fair } = await import("/components/lab/state.js");
      return (await import("/components/lab/words.js")).twin(compose(fair(setting)));
    }"""
    assert modules.evaluate(script, setting) == text
