"""The editor's form of an answer."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

# Fields whose change tells a reader something new about the answer. Search texts, schedules and
# slugs do not.
SUBSTANCE = frozenset({"title", "question", "expert", "introduction", "body"})


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
        elif SUBSTANCE.intersection(self.changed_data):
            self.instance.updated_on = timezone.localdate()
        return super().save(commit)
