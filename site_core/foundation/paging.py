"""Long lists in pages."""

import re
from collections.abc import Callable

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

FAR = 1_000  # rows to skip
PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


def by_keys(rows: QuerySet, start: int, stop: int) -> QuerySet:
    """Return some of *rows*, sorted and skipped by their keys alone: whole rows take long."""
    return rows.filter(pk__in=rows[start:stop].values("pk"))


class KeyPaginator(Paginator):
    """Pages of a query whose rows are fetched once it is known which.

    ``far_keys`` returns another query for the same keys in the same order, which skips many sooner.
    """

    object_list: QuerySet
    far_keys: Callable[[], QuerySet] | None = None

    def page(self, number: int) -> Page:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        stop = min(start + self.per_page, self.count)
        is_far = self.far_keys is not None and start >= FAR
        keys = self.far_keys() if is_far else self.object_list
        rows = self.object_list.filter(pk__in=keys[start:stop].values("pk"))
        return self._get_page(rows, number, self)


class OneThenOther:
    """Two queries as one list: what sorts them apart has no index, each has one of its own."""

    def __init__(self, one: QuerySet, other: QuerySet) -> None:
        self.one, self.other = one, other

    def count(self) -> int:
        return self.one.count() + self.other.count()

    def __getitem__(self, wanted: slice) -> list:
        rows = list(by_keys(self.one, wanted.start, wanted.stop))
        missing = wanted.stop - wanted.start - len(rows)
        if missing:
            start = max(0, wanted.start - self.one.count())
            rows += by_keys(self.other, start, start + missing)
        return rows


def one_page(
    request: HttpRequest,
    rows: QuerySet | OneThenOther,
    size: int,
    *,
    parameter: str = "page",
    count: int | None = None,
    far_keys: Callable[[], QuerySet] | None = None,
) -> Page:
    """Return the page of *rows* that the query names, the first where it names none.

    :param parameter: of the query, which holds the number
    :param count: the number of rows, where it is known already
    :param far_keys: see KeyPaginator
    :raises Http404: if there is no such page
    """
    if isinstance(rows, QuerySet):
        paginator = KeyPaginator(rows, size)
        paginator.far_keys = far_keys
    else:
        paginator = Paginator(rows, size)
    if count is not None:
        paginator.count = count  # kept as if it had been counted
    number = request.GET.get(parameter, "1")
    if not PAGE_NUMBER.fullmatch(number) or int(number) > paginator.num_pages:
        raise Http404("The list has no such page.")
    return paginator.get_page(number)
