"""Asking for one row."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from site_core.foundation.rows import single
from tests.factories import UserFactory, home_page

pytestmark = pytest.mark.django_db


def test_a_row_is_found_or_none_is() -> None:
    user, users = UserFactory(), get_user_model().objects
    assert single(users.filter(pk=user.pk)) == user
    assert single(users.filter(pk=user.pk + 1)) is None


def test_rows_that_usually_have_an_order_are_not_ordered() -> None:
    home = home_page()
    with CaptureQueriesContext(connection) as captured:
        assert single(Page.objects.filter(pk=home.pk)).pk == home.pk
    assert ["ORDER BY" in one["sql"] for one in captured] == [False]
