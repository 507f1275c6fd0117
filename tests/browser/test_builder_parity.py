"""The browser's networks against Python's: rows, sentences, remedies and codes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from cnnviz.arithmetic.building import PRESETS, Analysis, Network, analyse, decode, encode
from cnnviz.ui import builder_text
from cnnviz.ui.layer_data import as_data
from tests.arithmetic.random_networks import random_network

from .bare_pages import BarePages, serving

pytestmark = pytest.mark.browser
COUNT = 4000
HUGE = (
    "1_64x1024x1024_c65k3p1",
    "1_64x1024x1024_m2s1p1",
    "1_64x1024x1024_b4096s1",
    "1_3x9x9_c4096k1_v64_c4096k3g4p15_v64_c4000k1g3_r",
    "1_64x1024x1024_f_l65536",
    "1_1x1024x1_c1k15",
    "1_4x5x2_c4k3d2g2p1",
)

FOLLOW = """async (codes) => {
  const { analyse, totals } = await import("/components/builder/follow.js");
  const { decode, encode } = await import("/components/builder/layers.js");
  const { summary } = await import("/components/builder/words.js");
  return codes.map((code) => {
    const network = decode(code);
    const found = analyse(network);
    const remedies = found.mismatch?.remedies.map(({ label, network }) => [label, encode(network)]);
    return {
      code: encode(network), rows: found.rows, totals: totals(found), summary: summary(network, found),
      mismatch: found.mismatch && { ...found.mismatch, remedies },
    };
  });
}"""


@pytest.fixture(scope="module")
def served() -> Iterator[BarePages]:
    with serving(BarePages) as server:
        yield server


def in_python(network: Network) -> dict[str, Any]:
    found: Analysis = analyse(network)
    sums, wrong = found.totals, found.mismatch
    return {
        "code": encode(network),
        "rows": [as_data(row) for row in found.rows],
        "totals": {"params": sums.parameters, "macs": sums.macs, "bytes": sums.activation_bytes},
        "summary": builder_text.summary(network, found),
        "mismatch": wrong
        and {
            "index": wrong.index,
            "sentence": wrong.sentence,
            "remedies": [[remedy.label, encode(remedy.network)] for remedy in wrong.remedies],
        },
    }


def read(code: str) -> Network:
    found = decode(code)
    assert not found.unread
    assert found.network
    return found.network


def test_browser_and_python_agree_on_thousands_of_networks(page: Page, served: BarePages) -> None:
    page.goto(served.url + "/blank")
    chance = random.Random(0)
    networks = [random_network(chance) for _ in range(COUNT)]
    networks += [read(code) for code in (*HUGE, *(preset.code for preset in PRESETS))]
    answers = page.evaluate(FOLLOW, [encode(network) for network in networks])
    wrong = sum(answer["mismatch"] is not None for answer in answers)
    assert COUNT // 5 < wrong < COUNT * 4 // 5
    for network, answer in zip(networks, answers, strict=True):
        assert answer == in_python(network), encode(network)
