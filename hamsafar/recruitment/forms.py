"""What officers are asked about firms and job orders. Choices come from the pack's lists, in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamsafar.corridor.models import Side
from hamsafar.kit.fields import DayField
from hamsafar.kit.language import reader_language
from hamsafar.recruitment import enums
from hamsafar.recruitment.actions.nominees import NomineeText
from hamsafar.recruitment.actions.roster import CandidateText
from hamsafar.recruitment.models import Firm, JobOrder
from hamsafar.recruitment.rules.orders import OrderText

Choices = Sequence[tuple[str, Any]]
COST = "pays_"  # before the key of a cost, in the name of its field
FREE_TEXT = {"rows": 3}


class _SideField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A side, named in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.words[reader_language()])


class _FirmField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A firm by its name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class FirmForm(forms.Form):
    """A new employer or recruiter."""

    register = forms.ChoiceField(label=_("What is it?"), choices=enums.Register.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name of the firm"), max_length=200)
    side = _SideField(Side.objects.none(), label=_("In which state?"), empty_label=None)
    number = forms.CharField(
        label=_("Number in that state's register of firms"),
        max_length=40,
        help_text=_("In Russia the INN, in Tajikistan the RMA."),
    )
    licence = forms.CharField(label=_("Number of the licence"), max_length=60, required=False)
    since = DayField(label=_("Licence from"), required=False)
    until = DayField(label=_("Licence no longer holds from"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["side"].queryset = Side.objects.order_by("-role")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("register") == enums.Register.RECRUITER:
            for name in ("licence", "since", "until"):
                if not data.get(name):
                    self.add_error(name, _("A recruiter is entered with its licence."))
        return data


class LicenceForm(forms.Form):
    """A licence that was renewed."""

    number = forms.CharField(label=_("Number of the licence"), max_length=60)
    since = DayField(label=_("Licence from"))
    until = DayField(label=_("Licence no longer holds from"))


class RemarkForm(forms.Form):
    """One line of a firm's history."""

    kind = forms.ChoiceField(label=_("What is noted?"), choices=enums.RemarkKind.choices, widget=forms.RadioSelect)
    side = _SideField(Side.objects.none(), label=_("Whose word is it?"), empty_label=None)
    words = forms.CharField(
        label=_("In words"), max_length=500, help_text=_("Name no person here."), widget=forms.Textarea(FREE_TEXT)
    )
    since = DayField(label=_("Since which day?"))
    until = DayField(label=_("Until which day? Empty where no end was set."), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["side"].queryset = Side.objects.order_by("-role")  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is ended or not taken."""

    because = forms.CharField(label=_("Why?"), max_length=300, widget=forms.Textarea(FREE_TEXT))


class QuotaForm(forms.Form):
    """How many people a region takes in a year."""

    region = forms.ChoiceField(label=_("Region"))
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    most = forms.IntegerField(label=_("At most so many people"), min_value=0, max_value=1_000_000)
    act = forms.CharField(label=_("Which act or letter says so?"), max_length=300)

    def __init__(self, *args: Any, regions: Choices, sectors: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["region"].choices = list(regions)  # type: ignore[attr-defined]
        self.fields["sector"].choices = [("", _("All sectors together")), *sectors]  # type: ignore[attr-defined]


class ReserveForm(forms.Form):
    """Places kept for people of one home district."""

    district = forms.ChoiceField(label=_("For people of which home district?"))
    region = forms.ChoiceField(label=_("Region"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    places = forms.IntegerField(label=_("So many places"), min_value=0, max_value=1_000_000)
    act = forms.CharField(label=_("Which act or letter says so?"), max_length=300)

    def __init__(self, *args: Any, districts: Choices, regions: Choices, sectors: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["district"].choices = list(districts)  # type: ignore[attr-defined]
        self.fields["region"].choices = [("", _("All regions together")), *regions]  # type: ignore[attr-defined]
        self.fields["sector"].choices = [("", _("All sectors together")), *sectors]  # type: ignore[attr-defined]


class OwnFileForm(forms.Form):
    """Which file is an officer's own."""

    person = forms.CharField(label=_("Reference of the officer's own file"), max_length=40)


class OrderForm(forms.Form):
    """What an employer offers. Each kind of cost of the pack's list is one more question."""

    recruiter = _FirmField(
        Firm.objects.none(),
        label=_("Through which recruiter?"),
        required=False,
        empty_label=_("None: the employer itself"),
    )
    occupation = forms.ChoiceField(label=_("Occupation"))
    title = forms.CharField(label=_("The work in words"), max_length=160)
    region = forms.ChoiceField(label=_("Region"))
    sector = forms.ChoiceField(label=_("Sector"))
    places = forms.IntegerField(label=_("For how many people?"), min_value=1, max_value=100_000)
    wage = forms.DecimalField(label=_("Wage, in roubles, after tax"), min_value=1, max_digits=10, decimal_places=2)
    wage_per = forms.ChoiceField(label=_("What is it counted by?"), choices=enums.WagePer.choices)
    paid_how = forms.ChoiceField(label=_("How is it paid?"), choices=enums.PaidHow.choices)
    hours_a_week = forms.IntegerField(label=_("Hours a week"), min_value=1, max_value=100)
    housing = forms.ChoiceField(label=_("Housing"), choices=enums.Housing.choices)
    housing_cost = forms.DecimalField(
        label=_("What does the housing cost a month?"), required=False, min_value=0, max_digits=10, decimal_places=2
    )
    begins_on = DayField(label=_("On which day does the work begin?"))
    ends_on = DayField(label=_("On which day does it end?"))
    expires_on = DayField(label=_("From which day does the order no longer hold?"))
    russian = forms.ChoiceField(label=_("Russian that is needed"), choices=enums.RussianLevel.choices)
    years_needed = forms.IntegerField(
        label=_("Years of experience that are needed"), min_value=0, max_value=50, initial=0
    )
    requirements = forms.CharField(
        label=_("What else is needed"), max_length=500, required=False, widget=forms.Textarea(FREE_TEXT)
    )
    family = forms.ChoiceField(label=_("Whom may a worker bring?"), choices=enums.FamilyPolicy.choices)

    def __init__(
        self,
        *args: Any,
        occupations: Choices,
        regions: Choices,
        sectors: Choices,
        costs: Choices,
        order: JobOrder | None = None,
        **options: Any,
    ) -> None:
        if order is not None:
            options["initial"] = {name: getattr(order, name, None) for name in self.base_fields} | {
                f"{COST}{key}": payer for key, payer in order.pays.items()
            }
        super().__init__(*args, **options)
        chosen: Mapping[str, Choices] = {"occupation": occupations, "region": regions, "sector": sectors}
        for name, known in chosen.items():
            self.fields[name].choices = list(known)  # type: ignore[attr-defined]
        recruiters = Firm.objects.of(enums.Register.RECRUITER).standing().in_order()
        self.fields["recruiter"].queryset = recruiters  # type: ignore[attr-defined]
        for key, words in costs:
            self.fields[f"{COST}{key}"] = forms.ChoiceField(
                label=_("Who pays: %(cost)s?") % {"cost": words},
                choices=enums.Payer.choices,
            )

    @property
    def said(self) -> OrderText:
        """The order as it was written."""
        data = dict(self.cleaned_data)
        data.pop("recruiter")
        pays = {name.removeprefix(COST): data.pop(name) for name in list(data) if name.startswith(COST)}
        return OrderText(**data, pays=pays)


class CandidateForm(forms.Form):
    """What somebody who looks for work can do and wishes."""

    person = forms.CharField(
        label=_("Reference of the person's file"),
        max_length=40,
        help_text=_("The consent to recruitment stands in that file."),
    )
    occupation = forms.ChoiceField(label=_("Occupation"))
    years = forms.IntegerField(label=_("Years of experience"), min_value=0, max_value=60, initial=0)
    russian = forms.ChoiceField(label=_("Russian"), choices=enums.RussianLevel.choices)
    skills = forms.CharField(
        label=_("Skills, one a line, with evidence after a semicolon"),
        required=False,
        max_length=2000,
        help_text=_("For example: reads drawings; certificate of a course. Only a skill with evidence gives points."),
        widget=forms.Textarea(FREE_TEXT),
    )
    wishes = forms.MultipleChoiceField(
        label=_("Regions that are wished"), required=False, widget=forms.CheckboxSelectMultiple
    )
    not_regions = forms.MultipleChoiceField(
        label=_("Regions that are not wanted"), required=False, widget=forms.CheckboxSelectMultiple
    )
    medical_until = DayField(label=_("Medical certificate holds until"), required=False)
    together_with = forms.CharField(
        label=_("To be placed together with"),
        required=False,
        max_length=40,
        help_text=_("The reference of a registered relative who is in the roster."),
    )

    def __init__(self, *args: Any, occupations: Choices, regions: Choices, fresh: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["occupation"].choices = list(occupations)  # type: ignore[attr-defined]
        for name in ("wishes", "not_regions"):
            self.fields[name].choices = list(regions)  # type: ignore[attr-defined]
        if not fresh:
            del self.fields["together_with"], self.fields["person"]

    @property
    def said(self) -> CandidateText:
        """The entry as it was written."""
        data = dict(self.cleaned_data)
        for name in ("person", "together_with"):
            data.pop(name, None)
        rows = [line.partition(";") for line in data.pop("skills").splitlines() if line.strip()]
        return CandidateText(**data, skills=[(words, evidence) for words, _mark, evidence in rows])


class RunForm(forms.Form):
    """A placement run."""

    words = forms.CharField(label=_("What is this run for?"), max_length=200, required=False)
    what_if = forms.BooleanField(label=_("Only look what would be: nothing is proposed"), required=False)
    without_fairness = forms.BooleanField(label=_("Leave out fairness between districts"), required=False)


class ConfirmForm(forms.Form):
    """The question that is asked before every confirmation."""

    interest = forms.TypedChoiceField(
        label=_("Are you a relative of this person or of the employer, or do you gain by this placement?"),
        choices=(("no", _("No, and I confirm the place")), ("yes", _("Yes: another officer is to decide"))),
        widget=forms.RadioSelect,
        coerce=lambda given: given == "yes",
    )


class DayForm(forms.Form):
    """The day of what the page's title says."""

    on = DayField(label=_("On which day?"))


class RefusalForm(DayForm):
    """Why a place is refused or declined, by a code that the person is shown."""

    code = forms.ChoiceField(label=_("Why?"))
    words = forms.CharField(label=_("In words"), max_length=300, required=False, widget=forms.Textarea(FREE_TEXT))

    def __init__(self, *args: Any, codes: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].choices = list(codes)  # type: ignore[attr-defined]


class NomineeForm(forms.Form):
    """Somebody whom the other side nominates on paper: what they can do, and no name."""

    years = forms.IntegerField(label=_("Years of experience"), min_value=0, max_value=80, initial=0)
    russian = forms.ChoiceField(label=_("Russian"), choices=enums.RussianLevel.choices)
    skills = forms.CharField(
        label=_("Skills, one a line"),
        required=False,
        max_length=2000,
        help_text=_("Name nobody here."),
        widget=forms.Textarea(FREE_TEXT),
    )

    @property
    def said(self) -> NomineeText:
        """The nomination as it came."""
        data = dict(self.cleaned_data)
        return NomineeText(**data | {"skills": [line.strip() for line in data["skills"].splitlines() if line.strip()]})


class AgreementForm(DayForm):
    """The worker's yes, with the name for which the contract is written."""

    name = forms.CharField(label=_("Name for the contract"), max_length=200)


class TakenBackForm(forms.Form):
    """Why somebody who was nominated does not come."""

    because = forms.ChoiceField(label=_("Why?"), choices=enums.TakenBack.choices, widget=forms.RadioSelect)


class ExemptionForm(forms.Form):
    """One requirement of one order that is not to be asked of one candidate."""

    order = forms.ChoiceField(label=_("Of which order?"))
    misfit = forms.ChoiceField(label=_("Which requirement?"), choices=enums.EXEMPTIONS)
    because = forms.CharField(label=_("Why?"), max_length=300, widget=forms.Textarea(FREE_TEXT))

    def __init__(self, *args: Any, orders: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["order"].choices = list(orders)  # type: ignore[attr-defined]


class CopyForm(forms.Form):
    """What one state's copy of a contract says; the offer's terms stand in the boxes at first."""

    occupation = forms.CharField(label=_("Occupation (ISCO-08)"), max_length=60)
    region = forms.CharField(label=_("Region"), max_length=60)
    wage = forms.CharField(label=_("Wage"), max_length=60)
    wage_per = forms.ChoiceField(label=_("What is it counted by?"), choices=enums.WagePer.choices)
    paid_how = forms.ChoiceField(label=_("How is it paid?"), choices=enums.PaidHow.choices)
    hours_a_week = forms.CharField(label=_("Hours a week"), max_length=60)
    housing = forms.ChoiceField(label=_("Housing"), choices=enums.Housing.choices)
    housing_cost = forms.CharField(label=_("What does the housing cost a month?"), max_length=60, required=False)
    begins_on = forms.CharField(label=_("First day, as year-month-day"), max_length=60)
    ends_on = forms.CharField(label=_("Last day, as year-month-day"), max_length=60)


class CostForm(forms.Form):
    """One cost that was paid."""

    cost = forms.ChoiceField(label=_("What was paid for?"))
    payer = forms.ChoiceField(label=_("Who bore it?"), choices=enums.Payer.choices, widget=forms.RadioSelect)
    amount = forms.DecimalField(label=_("How much, in roubles?"), min_value=1, max_digits=10, decimal_places=2)
    paid_on = DayField(label=_("On which day?"))
    evidence = forms.CharField(label=_("Evidence"), max_length=200, required=False)

    def __init__(self, *args: Any, costs: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["cost"].choices = list(costs)  # type: ignore[attr-defined]


class ComplaintForm(DayForm):
    """What a worker says is wrong."""

    kind = forms.ChoiceField(
        label=_("What is it about?"), choices=enums.ComplaintKind.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("In the worker's words"), max_length=1000, widget=forms.Textarea(FREE_TEXT))


class ComplaintAnswerForm(forms.Form):
    """What was done about a complaint."""

    answer = forms.CharField(
        label=_("What was done?"),
        max_length=1000,
        help_text=_("The worker reads it in their own pages."),
        widget=forms.Textarea(FREE_TEXT),
    )


class AgainForm(forms.Form):
    """Another place for somebody who works, or worked."""

    order = forms.ChoiceField(label=_("On which order?"))

    def __init__(self, *args: Any, orders: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["order"].choices = list(orders)  # type: ignore[attr-defined]


class GroupDayForm(forms.Form):
    """The day on which a group leaves."""

    on = DayField(label=_("On which day does the group leave?"))


class EndForm(DayForm):
    """The end of somebody's work."""

    because = forms.CharField(label=_("Why?"), max_length=300, widget=forms.Textarea(FREE_TEXT))
