"""Reports of the desk: what the table shows is what the files hold."""

from datetime import timedelta
from typing import Any

import django_filters
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from .access import ModeratorMixin

# Programs for tables take a cell for a formula that begins with one of these (OWASP, "CSV
# injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def in_hours(duration: timedelta) -> float:
    """Return the hours, to reckon with."""
    return round(duration / timedelta(hours=1), 2)


def page_filter(method: str = "") -> django_filters.Filter:
    """Return the field for a page and everything below it, and filter by *method*."""
    return django_filters.ModelChoiceFilter(
        label=gettext_lazy("Article or section"),
        queryset=Page.objects.all(),
        method=method,
        widget=AdminPageChooser(show_edit_link=False),
    )


class PlainColumn(Column):
    """A column of plain text, without a template for each cell: a report has hundreds."""

    def get_text(self, instance) -> str:
        """Return what the cell says."""
        return str(self.get_value(instance))

    def render_cell_html(self, instance, parent_context) -> SafeString:
        return format_html("<td>{}</td>", self.get_text(instance))


class FigureColumn(PlainColumn):
    """Says a number as the language of the user writes it."""

    def get_text(self, instance) -> str:
        return intcomma(self.get_value(instance))


class DurationColumn(PlainColumn):
    """Says a duration in words on the page, and in hours in files."""

    def get_text(self, instance) -> str:
        duration, now = self.get_value(instance), timezone.now()
        return "–" if duration is None else timesince(now - duration, now)


class SheetView(ModeratorMixin, ReportView):
    """A report for moderators; its CSV and XLSX files hold the columns of its table."""

    custom_value_preprocess = {
        **ReportView.custom_value_preprocess,
        timedelta: dict.fromkeys(ReportView.FORMATS, in_hours),
    }

    @property
    def list_export(self) -> list[str]:
        return [column.name for column in self.columns]

    def to_row_dict(self, item) -> dict[str, Any]:
        return {column.name: column.get_value(item) for column in self.columns}

    def get_heading(self, queryset, field: str) -> str:
        column = next(column for column in self.columns if column.name == field)
        if isinstance(column, DurationColumn):
            return _("%(column)s (hours)") % {"column": column.label}
        return str(column.label)

    def preprocess_field_value(self, field: str, value, export_format: str):
        """Return the cell; a text that would be a formula gets an apostrophe before it.

        Wagtail sees to that in XLSX, where cells have types, but not in CSV.
        """
        cell = super().preprocess_field_value(field, value, export_format)
        if not isinstance(cell, str):
            return cell
        if export_format == self.FORMAT_XLSX:
            return ILLEGAL_CHARACTERS_RE.sub("", cell)  # the format has no way to write them
        return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
