"""What is asked for beforehand when a component is mounted."""

from __future__ import annotations

import re

from cnnviz.ui.components import modules
from cnnviz.ui.paths import ASSETS


def test_all_modules_of_the_lab_are_found_each_once_and_itself_first() -> None:
    found = modules("lab.js")
    assert found[0] == "lab.js"
    assert len(found) == len(set(found))
    assert {"kit.js", "palette.js", "lab/stage.js", "lab/textures.js"} <= set(found)


def test_each_module_that_is_found_exists_and_imports_only_what_is_found() -> None:
    for component in ("home.js", "lab.js", "pictures.js", "units.js", "filters.js", "builder.js", "compare.js"):
        found = modules(component)
        for module in found:
            text = (ASSETS / "components" / module).read_text(encoding="utf-8")
            parts = re.findall(r'from "\.{1,2}/(?:[\w-]+/)*([\w-]+\.js)"', text)
            assert {name.rsplit("/", 1)[-1] for name in found} >= set(parts)
