"""Asking for one row."""

from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def single(rows: QuerySet[Row]) -> Row | None:
    """Return the only one of *rows*, or None where there is none.

    ``first()`` would order them, and Django compares each column that it asks for with what it
    orders by: with a hundred columns that takes longer than all the rest.
    """
    return next(iter(rows.order_by()[:1]), None)
