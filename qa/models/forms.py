"""The editor's form of an answer."""

import re

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

# Fields whose change tells a reader something new about the answer. Search texts, schedules and
# slugs do not.
SUBSTANCE = frozenset({"title", "question", "expert", "introduction", "body"})

KEYS_OF_BLOCKS = frozenset({"id", "anchor"})
KEY_OF_PARAGRAPH = re.compile(r' data-block-key="[^"]*"')


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
        return any(self._reads_differently(name) for name in changed)

    def _reads_differently(self, name: str) -> bool:
        """Whether more has changed than the keys that the editor gives to blocks and paragraphs."""
        before, after = self.initial.get(name), self.cleaned_data[name]
        if name == "body":
            prepared = self.fields[name].block.get_prep_value
            before, after = prepared(before), prepared(after)
        return _readable(before) != _readable(after)


def _readable(value):
    """Return a text, or the stored form of a stream, without what only names its parts."""
    if isinstance(value, str):
        return KEY_OF_PARAGRAPH.sub("", value)
    if isinstance(value, list):
        return [_readable(item) for item in value]
    if isinstance(value, dict):
        return {key: _readable(item) for key, item in value.items() if key not in KEYS_OF_BLOCKS}
    return value
