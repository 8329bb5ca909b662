"""What the lists of both desks have in common."""

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.base import BaseListingView

from qa.comments.models import Comment

CARDS_A_PAGE = 20
COUNTED_TO = 1_000  # beyond it nobody needs the exact number


def shown_number(number: int) -> str:
    """Return *number* as it stands beside a tab."""
    return str(number) if number < COUNTED_TO else f"{COUNTED_TO - 1}+"


class CommentListing(BaseListingView):
    """Lists comments in several tabs, a card each, with search and filters."""

    paginate_by = CARDS_A_PAGE
    is_searchable = True
    search_fields = ["comment", "user_name"]
    search_backend_name = None
    verbose_name_plural = _("comments")
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

    def get_queryset(self) -> QuerySet[Comment]:
        # Keys only: the far pages would read and join every row before theirs.
        return self.matching().values_list("pk", flat=True)

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
