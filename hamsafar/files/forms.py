"""The box in which a file is handed in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from hamsafar.files.enums import ENDINGS
from hamsafar.files.rules import largest
from hamsafar.files.uploads import too_large

CHOOSE = _("Choose a file.")


class HandedIn(forms.FileField):
    """A file of one of some kinds. Its size is asked here; what it is, whoever stores it finds out from its bytes."""

    def __init__(self, *, accept: Collection[str], most: int | None = None, **options: Any) -> None:
        self.most = most or largest(accept)
        words = {"empty": _("The file is empty. Choose another.")} | dict.fromkeys(("required", "missing"), CHOOSE)
        options["error_messages"] = {**words, "invalid": CHOOSE, **options.get("error_messages", {})}
        endings = ",".join(sorted(ENDINGS[each] for each in accept))
        options.setdefault("widget", forms.ClearableFileInput({"accept": endings}))
        super().__init__(**options)

    def to_python(self, data: Any) -> Any:
        if isinstance(data, UploadedFile) and (data.size or 0) > self.most:
            raise forms.ValidationError(too_large(self.most))
        return super().to_python(data)
