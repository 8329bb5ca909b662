"""Addresses that lead nowhere lead on."""

import pytest
from bs4 import BeautifulSoup

from tests.factories import QAPageFactory

from .searching import build_index

pytestmark = pytest.mark.django_db


def offered(client, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code == 404
    soup = BeautifulSoup(response.content, "html.parser")
    return [link["href"] for link in soup.select("main li a")]


@pytest.mark.parametrize(
    "slug", ["can-damaged-nerves-regrow", "damaged-nerve-regrowing", "can-damged-nerves-regrow"]
)
def test_an_address_that_is_nearly_right_offers_the_answer(client, slug: str) -> None:
    answer = QAPageFactory(title="Can damaged nerves regrow at all?", slug="nerves-regrow")
    QAPageFactory(title="Walking after a stroke")
    build_index()
    assert offered(client, f"/ask-our-experts/{slug}/")[0] == answer.url


@pytest.mark.parametrize("trait", ["draft", "expired", "private"])
def test_nothing_hidden_is_offered(client, trait: str) -> None:
    QAPageFactory(title="Can damaged nerves regrow?", slug="x1", **{trait: True})
    build_index()
    assert offered(client, "/can-damaged-nerves-regrow/") == []


@pytest.mark.parametrize(
    "path", ["/wp-login.php", "/a:b:c/", "/" + "a" * 500 + "/", "/123/", "/%00nerves/"]
)
def test_what_is_no_name_of_a_page_is_not_searched_for(
    client, path: str, django_assert_max_num_queries
) -> None:
    QAPageFactory(title="Nerves")
    build_index()
    client.get("/warm-up.txt")
    with django_assert_max_num_queries(8):
        assert offered(client, path) == []
