"""Form fields that GOV.UK asks for and Django does not ship: a date in three boxes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

BOXES = ("day", "month", "year")


class ThreeBoxes(forms.MultiWidget):
    """Day, month and year, each in a box of its own with its own label."""

    template_name = "kit/three_boxes.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.TextInput({"inputmode": "numeric"}) for name in BOXES
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: date | None) -> list[int | None]:
        return [value.day, value.month, value.year] if value else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        labels = (_("Day"), _("Month"), _("Year"))
        for box, label, width in zip(context["widget"]["subwidgets"], labels, (2, 2, 4), strict=True):
            box |= {"label": label, "width": width}
        return context

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_day" if id_ else id_


class HiddenBoxes(forms.MultiWidget):
    """The same three boxes, unseen: for a form that is carried through a page on which it is not shown."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(dict.fromkeys(BOXES, forms.HiddenInput), attrs)

    def decompress(self, value: date | None) -> list[int | None]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class DayField(forms.MultiValueField):
    """A date asked for as day, month and year. Gives a `date`, or None where it may stay empty and is."""

    widget = ThreeBoxes
    hidden_widget = HiddenBoxes

    def __init__(self, **options: Any) -> None:
        messages = {"invalid": _("Enter a real date, for example 9 10 2025."), "required": _("Enter the date.")}
        boxes = tuple(forms.IntegerField(error_messages={"invalid": messages["invalid"]}) for _box in range(3))
        options["error_messages"] = messages | options.get("error_messages", {})
        super().__init__(fields=boxes, **options)

    def compress(self, data_list: list[int | None]) -> date | None:
        if not data_list or all(part is None for part in data_list):
            return None
        day, month, year = data_list
        try:
            return date(year, month, day)  # type: ignore[arg-type]  # a missing part is a TypeError below
        except (TypeError, ValueError, OverflowError) as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
