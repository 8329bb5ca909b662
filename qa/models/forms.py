"""The editor's form of an answer."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

# Fields whose change tells a reader something new about the answer. Search texts, schedules and
# slugs do not.
SUBSTANCE = frozenset({"title", "question", "expert", "introduction", "body"})

NAMES_OF_BLOCKS = frozenset({"id", "anchor"})


class QAPageForm(WagtailAdminPageForm):
    """Moves the updated date with every change that matters to readers."""

    minor_edit = forms.BooleanField(
        required=False,
        label=_("Minor edit"),
        help_text=_(
            "Tick this for spelling and layout: readers go on seeing the updated date they see now."
        ),
    )

    def save(self, commit: bool = True):
        if self.cleaned_data.get("minor_edit"):
            # What readers see, not what an earlier draft (or an automatic save) noted.
            live = type(self.instance).objects.filter(pk=self.instance.pk).only("updated_on")
            self.instance.updated_on = (live.first() or self.instance).updated_on
        elif self._has_substance():
            self.instance.updated_on = timezone.localdate()
        return super().save(commit)

    def _has_substance(self) -> bool:
        changed = SUBSTANCE.intersection(self.changed_data)
        return bool(changed - {"body"}) or ("body" in changed and self._body_reads_differently())

    def _body_reads_differently(self) -> bool:
        """Whether more has changed than the ids that a stream's blocks get at their first save."""
        before, after = self.initial["body"], self.cleaned_data["body"]
        prepared = self.fields["body"].block.get_prep_value
        return _readable(prepared(before)) != _readable(prepared(after))


def _readable(value):
    """Return the stored form of a stream without what only names its blocks."""
    if isinstance(value, list):
        return [_readable(item) for item in value]
    if isinstance(value, dict):
        return {key: _readable(item) for key, item in value.items() if key not in NAMES_OF_BLOCKS}
    return value
