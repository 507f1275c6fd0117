"""The builder's page as visitors meet it: the address keeps the network, and the lines below follow."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Server

pytestmark = pytest.mark.browser
CODE = "1_1x28x28_c20k5p2_r_m2_f_l10"


def test_a_change_reaches_address_and_code_and_survives_a_reload(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/builder?b={CODE}")
    row = page.locator('.row[data-index="0"] .head')
    expect(row).to_contain_text("20 × 28 × 28", timeout=60_000)
    row.click()
    page.get_by_role("button", name="Raise kernel").click()
    expect(row).to_contain_text("20 × 27 × 27")
    expect(page).to_have_url(re.compile("b=1_1x28x28_c20k6p2_r_m2_f_l10$"))
    expect(page.get_by_role("group", name="The same in PyTorch")).to_contain_text("nn.Linear(3380, 10),")
    page.reload()
    expect(row).to_contain_text("20 × 27 × 27", timeout=60_000)
    row.click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page).to_have_url(re.compile("b=1_1x28x28_r_m2_f_l10$"))
    page.keyboard.press("Control+z")
    expect(page).to_have_url(re.compile("b=1_1x28x28_c20k6p2_r_m2_f_l10$"))


def test_the_largest_network_is_edited_without_a_word_from_the_server(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/builder?b=1_3x32x32_" + "_".join(["c8k3p1"] * 64))
    expect(page.locator(".row")).to_have_count(65, timeout=60_000)
    expect(page.get_by_role("button", name="Flatten", exact=True)).to_be_disabled()
    page.wait_for_load_state("networkidle")  # what the page still fetches at its start must not fail
    page.context.set_offline(True)
    page.locator('.row[data-index="0"] .head').click()
    page.get_by_role("button", name="Raise stride").click()
    expect(page.locator('[data-number="out"]')).to_have_text("8 × 16 × 16")
    page.context.set_offline(False)


def test_undoing_an_added_layer_keeps_the_keys_alive(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/builder")
    twin = page.locator(".twin")
    expect(twin).to_contain_text("10 layers", timeout=60_000)
    for kind in ("r", "d", "n"):
        page.locator(f".kinds button[data-kind='{kind}']").click()
    for _ in range(3):
        page.keyboard.press("Control+z")
    expect(twin).to_contain_text("10 layers")
    page.keyboard.press("Control+Shift+z")
    expect(twin).to_contain_text("11 layers")
