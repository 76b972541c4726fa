"""Pictures: whether one is what it says, and a copy to show that holds the picture and nothing else.

The original stays as it came: it is the evidence, and its place and time may prove something. What a page shows is
drawn anew, so that neither a place nor a device, nor anything hidden in the file, reaches a reader by accident.
"""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from hamsafar.files.enums import MediaType
from hamsafar.files.rules import MOST_PIXELS
from hamsafar.kit.because import Because

SHOWN_EDGE = 2_000  # pixels of the longer edge of a copy to show: a passport page stays readable
_DAMAGED = Because("The picture cannot be read: it is damaged.")
_TOO_MANY = Because("The picture has more points than this node draws. Send a smaller one.")
_FORMATS = {MediaType.JPEG: "JPEG", MediaType.PNG: "PNG", MediaType.WEBP: "WEBP"}


class NotAPicture(Exception):
    """The bytes begin as a picture and are none. The message is a `Because`."""


def check(content: bytes, media_type: str) -> None:
    """Raise `NotAPicture` unless the content can be read as a picture of this kind and a sound size."""
    with _opened(content, media_type) as picture:
        picture.verify()


def to_show(content: bytes, media_type: str) -> bytes:
    """A JPEG of the picture, upright, at most `SHOWN_EDGE` long, without anything the camera wrote beside it."""
    with _opened(content, media_type) as picture:
        picture.draft("RGB", (SHOWN_EDGE, SHOWN_EDGE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((SHOWN_EDGE, SHOWN_EDGE))
        bare = Image.new("RGB", upright.size, "white")
        clear = upright.convert("RGBA")
        bare.paste(clear, mask=clear.getchannel("A"))
        out = io.BytesIO()
        bare.save(out, "JPEG", quality=88)
        return out.getvalue()


class _opened:
    """A picture whose header was read and whose size is sound; whatever goes wrong inside is `NotAPicture`."""

    def __init__(self, content: bytes, media_type: str) -> None:
        self.content, self.format = content, _FORMATS[MediaType(media_type)]

    def __enter__(self) -> Image.Image:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the library warns of large pictures, which are refused below
                self.picture = Image.open(io.BytesIO(self.content), formats=[self.format])
        except Image.DecompressionBombError as problem:
            raise NotAPicture(_TOO_MANY) from problem
        except Exception as problem:  # a reader of pictures fails in as many ways as there are pictures
            raise NotAPicture(_DAMAGED) from problem
        if self.picture.width * self.picture.height > MOST_PIXELS:
            self.picture.close()
            raise NotAPicture(_TOO_MANY)
        return self.picture

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: object) -> None:
        self.picture.close()
        if isinstance(problem, Exception):
            raise NotAPicture(_DAMAGED) from problem
