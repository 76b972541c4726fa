"""Pages for analysts: hand in a file, look at what it says, import it, take it back."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.figures import access, actions
from hamsafar.figures.enums import ImportState
from hamsafar.figures.formats.drafts import value_text
from hamsafar.figures.formats.imports import RowError
from hamsafar.figures.forms import HandIn
from hamsafar.figures.models import ImportBatch, labels
from hamsafar.figures.rules.found import Draft
from hamsafar.kit import formats
from hamsafar.kit.because import said
from hamsafar.kit.language import reader_language
from hamsafar.kit.pages import page_of
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """Every file that was handed in, newest first."""
    require(access.may_import(officer_of(request)))
    return render(request, "figures/imports.html", {"page": page_of(request, ImportBatch.objects.all())})


@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest) -> HttpResponse:
    """Hand in a file. Nothing of it becomes a figure before the next page's button."""
    by = officer_of(request)
    require(access.may_import(by))
    form = HandIn(request.POST, request.FILES) if request.method == "POST" else HandIn()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = actions.start_import(name=file.name, content=file.read(), by=by, at=now())
        except Refusal as reason:
            form.add_error("file", said(reason, _))
        else:
            return redirect("figures:import", pk=batch.pk)
    return render(request, "figures/hand_in.html", {"form": form})


@require_safe
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a file says, which rows cannot be read, and what a person must decide about."""
    by = officer_of(request)
    require(access.may_import(by))
    batch = get_object_or_404(ImportBatch, pk=pk)
    drafts = actions.drafts_of(batch)
    waiting = batch.state == ImportState.PREVIEWED
    doubts = [actions.says(doubt) for doubt in actions.doubts_of(batch)] if waiting else []
    page = page_of(request, drafts)
    names = labels()
    return render(
        request,
        "figures/import.html",
        {
            "batch": batch,
            "errors": _in_words(actions.errors_of(batch)),
            "left_out": _in_words(actions.left_out_of(batch)),
            "page": page,
            "rows": [(draft, _value(draft, names.short("unit", draft.unit, reader_language()))) for draft in page],
            "drafts": len(drafts),
            "doubts": doubts,
            "ready": waiting and not (batch.errors or doubts) and bool(drafts),
            "may_confirm": access.may_move(by, batch.state, ImportState.CONFIRMED),
            "may_undo": access.may_move(by, batch.state, ImportState.UNDONE),
        },
    )


@require_POST
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make figures of the file."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    actions.confirm_import(batch=batch, by=officer_of(request), at=now())
    messages.info(request, _("The figures are imported."))
    return redirect("figures:import", pk=pk)


@require_POST
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the file's figures back."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    actions.undo_import(batch=batch, by=officer_of(request), at=now())
    messages.info(request, _("The import is undone."))
    return redirect("figures:import", pk=pk)


@require_safe
def errors(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The rows that cannot be read, as a file, with the reasons in the reader's language."""
    require(access.may_import(officer_of(request)))
    batch = get_object_or_404(ImportBatch, pk=pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="errors.csv"'
    writer = csv.writer(response)
    writer.writerow(["line", "column", "reason"])
    writer.writerows(_in_words(actions.errors_of(batch)))
    return response


def _in_words(errors: Iterable[RowError]) -> list[tuple[int, str, str]]:
    """Line, column and reason of each, in the reader's language."""
    return [(each.line, each.column, said(each.reason, _)) for each in errors]


def _value(draft: Draft, unit: str) -> str:
    """The value of a draft as the reader writes it."""
    if draft.value is not None:
        return f"{formats.number(draft.value, draft.decimals, reader_language())}\u00a0{unit}"
    return value_text(draft)
