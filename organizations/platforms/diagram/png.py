"""The drawing as an image for slides and documents."""

from __future__ import annotations


def to_png(svg: str, width: int = 1600) -> bytes:
    """Drawn with the fonts of this machine; without a Japanese font the names are missing."""
    import resvg_py  # large, and few take the drawing along as an image

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=width, background="#ffffff"))
