"""Browser components: plain JavaScript modules under `/assets`, mounted without an iframe and without a build.

Streamlit loads the inline script below from a blob, where relative imports fail; so it fetches module and style by
their address, and the module imports its own parts from there. All parts are asked for at once, not level by level.
"""

from __future__ import annotations

import json
import posixpath
import re
import struct
from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from cnnviz.ui import assets
from cnnviz.ui.paths import ASSETS

# static imports, and what is handed on from elsewhere; what is imported later waits
IMPORT = re.compile(r"""^(?:import|export \{) [^;]*?"(\.[^"]+)";""", re.MULTILINE)
SMALL = 3000  # characters of style that travel with each message
LOADER = """
const base = new URL("%(base)s", location.origin);
const [first, ...parts] = %(modules)s.map((name) => new URL(name, base).href);
for (const href of parts) {
  document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
}
const sheet = new CSSStyleSheet();
const texts = %(styles)s.map((name) => fetch(new URL(name, base)).then((answer) => answer.text()));
const styled = Promise.all(texts).then((found) => sheet.replaceSync(found.join("")));
const loading = Promise.all([import(first), styled]);
const cleanups = new WeakMap();

export default function (component) {
  const root = component.parentElement;
  let gone = false;
  loading.then(([module]) => {
    if (gone) return;
    root.adoptedStyleSheets = [sheet];
    const { data } = component;
    cleanups.set(root, module.default({ ...component, data: Array.isArray(data) ? data[0] : data }));
  });
  return () => {
    gone = true;
    const cleanup = cleanups.get(root);
    cleanups.delete(root);
    if (typeof cleanup === "function") cleanup();
  };
}
"""


@cache
def modules(name: str) -> tuple[str, ...]:
    """Return a module of `assets/components/` and all that it imports, itself first; paths as seen from that folder."""
    folder, found = ASSETS / "components", [name]
    for module in found:  # grows while we walk
        for part in IMPORT.findall((folder / module).read_text(encoding="utf-8")):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(module), part))
            if path not in found:
                found.append(path)
    return tuple(found)


def styles(name: str) -> list[str]:
    """Return the style sheets of a component: its own, `<name>/*.css`, and those beside the modules that it imports."""
    folder = ASSETS / "components"
    beside = [module.removesuffix(".js") + ".css" for module in modules(f"{name}.js")]
    parts = sorted(path.relative_to(folder).as_posix() for path in (folder / name).glob("*.css"))
    return list(dict.fromkeys(sheet for sheet in (*beside, *parts) if (folder / sheet).is_file()))


@cache
def renderer(name: str) -> Callable[..., Any]:
    """Register the component `assets/components/<name>.js`, once.

    Streamlit sends a component's script and style again with each of its messages: large styles are fetched by address,
    small ones go along, which spares the first picture a request.
    """
    sheets = styles(name)
    texts = [(ASSETS / "components" / sheet).read_text(encoding="utf-8") for sheet in sheets]
    small = sum(map(len, texts)) <= SMALL
    parts = {
        "base": assets.url("components/"),
        "modules": json.dumps(modules(f"{name}.js")),
        "styles": json.dumps([] if small else sheets),
    }
    css = "".join(texts) + "\n" if small else None
    return st.components.v2.component(f"cnnviz_{name}", html='<div id="root"></div>', css=css, js=LOADER % parts)


def mount(name: str, data: Any, key: str, **options: Any) -> Any:
    """Draw the component `name`; `options` are Streamlit's (`height`, `on_<state>_change`, ...).

    Returns Streamlit's result, whose attributes are the states and triggers that the component has set.

    A mapping travels as the only item of a list, which the loader takes out again: Streamlit looks through mappings for
    data frames, and imports pandas (a fifth of a second of the first page) to know one.
    """
    return renderer(name)(data=data if isinstance(data, bytes) else [data], key=key, **options)


def pack(meta: dict[str, Any], blobs: list[bytes]) -> bytes:
    """Join JSON and raw bytes into one message (`kit.unpack` takes it apart): Streamlit sends bytes only alone.

    Layout: 4 bytes little-endian length of the JSON, the JSON with `blobs: [lengths]`, the blobs.
    """
    header = json.dumps({**meta, "blobs": [len(blob) for blob in blobs]}).encode()
    return b"".join([struct.pack("<I", len(header)), header, *blobs])
