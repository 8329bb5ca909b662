"""What the lists of both desks have in common."""

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import BaseListingView

from qa.comments.models import Comment

from .counting import COUNTED_TO

CARDS_A_PAGE = 20
MOST_PAGES = 1_000_000  # more than any tab has


class KeysPaginator(WagtailPaginator):
    """Pages of keys that may have been read no further than to some beyond the page."""

    is_cut = False

    @property
    def items_count_label(self) -> str:
        if self.is_cut:
            values = {"number": self.count, "items": self.verbose_name_plural}
            return _("more than %(number)s %(items)s") % values
        return super().items_count_label


class BoundedMixin:
    """A listing that reads keys up to the page that is asked for and some beyond, and counts these.

    A million comments may wait, of which few are ever looked at. Asked for twenty in order alone, a
    database may also go through all in that order to find them.
    """

    paginator_class = KeysPaginator
    counted_beyond = COUNTED_TO  # the page that is asked for

    @property
    def page_wanted(self) -> int:
        """The number of the page that is asked for, which there may not be."""
        wanted = self.request.GET.get(self.page_kwarg, "")
        # Cut, for Python refuses to read thousands of digits.
        return min(int(wanted[: len(str(MOST_PAGES))]), MOST_PAGES) if wanted.isdecimal() else 1

    def paginate_queryset(self, queryset: QuerySet, page_size: int) -> tuple:
        """Return the page with the keys of its rows."""
        reach = self.page_wanted * page_size + self.counted_beyond
        keys = list(queryset.values_list("pk", flat=True)[: reach + 1])
        paginator, *shown = super().paginate_queryset(keys[:reach], page_size)
        paginator.model = queryset.model
        paginator.is_cut = len(keys) > reach
        return paginator, *shown


class CommentListing(BoundedMixin, BaseListingView):
    """Lists comments in several tabs, a card each, with search and filters."""

    paginate_by = CARDS_A_PAGE
    is_searchable = True
    search_fields = ["comment", "user_name"]
    search_backend_name = None
    verbose_name_plural = gettext_lazy("comments")
    tab = ""

    @property
    def address_name(self) -> str:
        """The name of the address of the tab."""
        return f"qa_desk:{self.tab}"

    def get_index_url(self) -> str:
        return reverse(self.address_name)

    def get_index_results_url(self) -> str:
        return reverse(f"{self.address_name}_results")

    def matching(self) -> QuerySet[Comment]:
        """Return the comments of the tab that match filters and search, on all its pages."""
        return super().get_queryset()

    @cached_property
    def query(self) -> QueryDict:
        """What the address of the listing says, without what only parts of pages are asked by."""
        query = self.request.GET.copy()
        query.pop("_w_filter_fragment", None)
        return query

    @property
    def here(self) -> str:
        """The address of what is shown, to come back to."""
        return f"{self.index_url}?{self.query.urlencode()}" if self.query else self.index_url
