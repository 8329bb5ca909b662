"""The site report on comments: what waits and how long it took, by topic."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import django_filters
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Table, TitleColumn

from qa.comments.models import Comment
from qa.comments.permissions import Right, holds_everywhere, paths_of

from .sheets import DurationColumn, FigureColumn, SheetView, page_filter
from .statistics import Figures, Period, figures_by_topic

USUAL_DAYS = 30
OFFERED_DAYS = (7, USUAL_DAYS, 90, 365)
BARS_AT_MOST, BAR_HEIGHT = 8, 44  # the height in pixels, with the line of text above the bar
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)  # dates near the first there is cannot be reckoned with


class ReportFilterSet(WagtailFilterSet):
    """What the report is about; the view asks the form."""

    period = django_filters.DateFromToRangeFilter(
        label=gettext_lazy("Period"), widget=DateRangePickerWidget
    )
    page = page_filter()

    class Meta:
        model = Comment
        fields: list[str] = []


class FiguresTable(Table):
    """The table of the numbers, the first row of which is about everything."""

    def get_row_classname(self, instance: Figures) -> str:
        return "desk-report__total" if instance.is_total else ""

    def get_caption(self) -> str:
        return _("Comments by topic")


@dataclass(frozen=True)
class Bar:
    """A topic in the chart: its place in pixels, its parts as shares of the chart's width."""

    figures: Figures
    top: int
    pending: str
    reported: str


def bars_of(rows: list[Figures]) -> list[Bar]:
    """Return the topics where most waits, the longest bar nearly as wide as the chart."""
    waiting = [row for row in rows if row.backlog and not row.is_total][:BARS_AT_MOST]
    longest = max((row.backlog for row in waiting), default=1)

    def share(number: int) -> str:
        return f"{99 * number / longest:.2f}%"  # the rest is for the stroke

    return [
        Bar(row, BAR_HEIGHT * place, share(row.pending), share(row.reported))
        for place, row in enumerate(waiting)
    ]


def queue_of(row: Figures) -> str | None:
    """Return where the comments of a topic wait."""
    return f"{reverse('qa_desk:queue')}?topic={row.topic_id}" if row.topic_id else None


class CommentsReportView(SheetView):
    """Shows the backlog and the waiting times of the pages where the user may moderate."""

    template_name = "desk/report.html"
    results_template_name = "desk/report_results.html"
    page_title = gettext_lazy("Report on comments")  # the queue is called "Comments"
    header_icon = "comment"
    index_url_name = "qa_desk:report"
    index_results_url_name = "qa_desk:report_results"
    filterset_class = ReportFilterSet
    table_class = FiguresTable
    paginate_by = None  # topics are few
    export_filename = "comments"
    columns = [
        TitleColumn("name", label=gettext_lazy("Topic"), get_url=queue_of),
        FigureColumn("pending", label=gettext_lazy("Pending")),
        FigureColumn("reported", label=gettext_lazy("Reported")),
        DurationColumn("oldest", label=gettext_lazy("Oldest pending")),
        FigureColumn("unanswered", label=gettext_lazy("Unanswered by an expert")),
        FigureColumn("posted", label=gettext_lazy("Posted")),
        FigureColumn("decided", label=gettext_lazy("Decided")),
        DurationColumn("decision_time", label=gettext_lazy("Median time to decision")),
        DurationColumn("reply_time", label=gettext_lazy("Median time to first expert reply")),
    ]

    @cached_property
    def chosen(self) -> dict:
        """What is filtered by; nothing if the filters make no sense."""
        return self.filters.form.cleaned_data if self.filters.is_valid() else {}

    @cached_property
    def period(self) -> Period:
        """The days chosen, or the last 30, today among them."""
        now, chosen = timezone.now(), self.chosen.get("period")
        until = min(chosen.stop, now) if chosen and chosen.stop else now
        if chosen and chosen.start:
            return Period(max(chosen.start, EARLIEST), until)
        return Period(_days_before(max(until, EARLIEST), USUAL_DAYS), until)

    def get_filtered_queryset(self) -> list[Figures]:
        return figures_by_topic(self._paths(), self.period, timezone.now())

    def _paths(self) -> set[str] | None:
        """Return the tree paths of the pages below which all is counted, None for everywhere."""
        user, chosen = self.request.user, self.chosen.get("page")
        everywhere = holds_everywhere(user, Right.MODERATE)
        if chosen is None:
            return None if everywhere else paths_of(user, Right.MODERATE)
        mine = {chosen.path} if everywhere else paths_of(user, Right.MODERATE)
        inner = {one for one in mine if one.startswith(chosen.path)}
        return inner | ({chosen.path} if any(map(chosen.path.startswith, mine)) else set())

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        bars = bars_of(context["object_list"])
        return {
            **context,
            "bars": bars,
            "bar_height": BAR_HEIGHT,
            "chart_height": BAR_HEIGHT * len(bars),
            "period": self.period,
            "periods": self._periods(),
        }

    def _periods(self) -> list[dict]:
        """Return links to usual periods: they also work where the filters have no script."""
        query, now = self.request.GET.copy(), timezone.now()
        is_until_now = timezone.localdate(self.period.until) == timezone.localdate(now)
        for name in ("period_to", "export", "_w_filter_fragment"):
            query.pop(name, None)
        links = []
        for days in OFFERED_DAYS:
            since = _days_before(now, days)
            query["period_from"] = since.date().isoformat()
            is_here = is_until_now and self.period.since == since
            url = f"{self.index_url}?{query.urlencode()}"
            links.append({"days": days, "url": url, "is_here": is_here})
        return links


def _days_before(until: datetime, days: int) -> datetime:
    """Return the midnight with which a period of so many days began, the last one among them."""
    first = timezone.localdate(until) - timedelta(days=days - 1)
    return timezone.make_aware(datetime.combine(first, time.min))
