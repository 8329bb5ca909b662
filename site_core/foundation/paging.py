"""Long lists in pages."""

import re

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


class KeyPaginator(Paginator):
    """Sorts and skips by the keys of rows alone: a far page of whole rows takes long."""

    object_list: QuerySet

    def page(self, number: int) -> Page:
        page = super().page(number)
        page.object_list = self.object_list.filter(pk__in=page.object_list.values("pk"))
        return page


def one_page(
    request: HttpRequest,
    rows: QuerySet,
    size: int,
    *,
    parameter: str = "page",
    count: int | None = None,
) -> Page:
    """Return the page of *rows* that the query names, the first where it names none.

    :param parameter: of the query, which holds the number
    :param count: the number of rows, where it is known already
    :raises Http404: if there is no such page
    """
    paginator = KeyPaginator(rows, size)
    if count is not None:
        paginator.count = count  # kept as if it had been counted
    number = request.GET.get(parameter, "1")
    if not PAGE_NUMBER.fullmatch(number) or int(number) > paginator.num_pages:
        raise Http404("The list has no such page.")
    return paginator.get_page(number)
