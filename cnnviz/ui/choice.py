"""What the visitor has chosen and takes from page to page: photo, network, class, layer.

All of it is in the address, so that a link restores it; an upload has a reference that only its owner's session knows,
and a link made on one opens with a sample.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.errors import CnnvizError, UnknownName
from cnnviz.imaging import samples
from cnnviz.serve import Visitor
from cnnviz.ui import leaving, links, select

if TYPE_CHECKING:  # pages with no photo import no numpy
    from cnnviz.imaging import Picture
    from cnnviz.render.palette import Mode

DEFAULT_PHOTO = "cat"
GONE = (
    "The link was made on a photo that stays with its owner, and is not here any more. Showing a sample; "
    "if it was yours, drop it in again."
)
OWN = "own photo"  # whether upload and camera are folded out
UPLOAD = "mine-"  # prefix of the names of uploads, so that a stranger's link can be told from a misspelt sample


def visitor() -> Visitor:
    """Return this session's visitor, who holds the uploads."""
    if "_visitor" not in st.session_state:
        st.session_state["_visitor"] = Visitor()
        leaving.came(st.session_state["_visitor"])
    found: Visitor = st.session_state["_visitor"]
    return found


def photo_names() -> list[str]:
    """Names of the photos this visitor can choose: own ones first."""
    own = [UPLOAD + reference for reference in reversed(visitor().references())]
    return [*own, *samples.names()]


def photo_title(name: str) -> str:
    """Return the title to show for a photo."""
    if name.startswith(UPLOAD):
        own = [UPLOAD + reference for reference in visitor().references()]
        number = own.index(name) + 1 if name in own else 1
        return f"Your photo {number}" if len(own) > 1 else "Your photo"
    return samples.get(name).title


def photo_name() -> str:
    """Return the name of the chosen photo."""
    name = links.kept("photo", DEFAULT_PHOTO)
    return name if name in photo_names() else DEFAULT_PHOTO


def picture() -> Picture:
    """Return the chosen photo."""
    return find(visitor(), photo_name())


def find(owner: Visitor, name: str) -> Picture:
    """Return a photo by its name in links: a sample, or one that this visitor has brought. Raises `UnknownName`."""
    return owner.get(name.removeprefix(UPLOAD)) if name.startswith(UPLOAD) else samples.load(name)


def take_upload(data: bytes) -> None:
    """Read an upload and choose it. Raises `UnreadableImage`; the choice then stays as it was."""
    from cnnviz.imaging import read

    links.choose("photo", UPLOAD + visitor().add(read(data)))
    if OWN in st.session_state:
        st.session_state[OWN] = False  # what folds out lies over the picture that was taken


def _uploaded() -> None:
    """Callback of the uploader: runs before the page, so that the new photo is there at once."""
    file = st.session_state.get("upload")
    if file is None:
        return
    try:
        take_upload(file.getvalue())
    except CnnvizError as problem:
        links.tell(f"{file.name[:60]}: {problem}")


def photo_line() -> Picture:
    """Draw the control that pages with a photo share, in one line; own photos and camera fold out."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _photo_select()
        with st.popover("Your own photo", icon=":material/add_a_photo:", key=OWN, on_change="rerun"):
            own_photo()
    return _chosen()


def photo_alone() -> Picture:
    """Draw the choice without upload and camera, which `own_photo` draws elsewhere."""
    _photo_select()
    return _chosen()


def own_photo() -> None:
    """Draw upload and camera."""
    _uploader()
    camera()


def _photo_select() -> None:
    names = photo_names()
    wish = st.query_params.get("photo", "")
    if wish.startswith(UPLOAD) and wish not in names and links.asked("photo") is not None:
        links.tell(GONE)
        links.choose("photo", DEFAULT_PHOTO)
    titles = {name: photo_title(name) for name in names}
    select.draw("photo", "Photo", titles, select.chosen("photo", "the photo", titles, DEFAULT_PHOTO))


def _uploader() -> None:
    st.file_uploader(
        "Use your own photo",
        key="upload",
        on_change=_uploaded,
        help="PNG, JPEG, WebP, GIF, BMP or TIFF, at most 20 MB. It stays on this server for you alone and is gone ten "
        "minutes after you close the page.",
    )


def camera() -> None:
    """Draw the camera, off at first: what it takes is the visitor's photo like an upload."""
    if st.toggle("Use the camera", key="camera on"):
        st.caption("Browsers give the camera only to pages from this machine or over HTTPS.")
        st.camera_input("Your camera", key="camera", label_visibility="collapsed", on_change=_taken)


def _taken() -> None:
    """Callback of the camera."""
    shot = st.session_state.get("camera")
    if shot is None:
        return
    try:
        take_upload(shot.getvalue())
    except CnnvizError as problem:
        links.tell(str(problem))


def _chosen() -> Picture:
    try:
        return picture()
    except UnknownName as problem:
        links.tell(str(problem))
        return samples.load(DEFAULT_PHOTO)


def theme() -> Mode:
    """Return whether the visitor's page is light or dark, for pictures that the server colours."""
    return "dark" if st.context.theme.type == "dark" else "light"
