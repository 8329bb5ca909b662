"""Which page may stand where, so that nobody can build a tree that readers get lost in."""

import pytest
from wagtail.models import Page

from home.models import HomePage, StandardPage
from qa.experts.models import ExpertIndexPage, ExpertPage
from qa.models import QAIndexPage, QAPage
from tests.factories import ExpertIndexPageFactory, QAIndexPageFactory, home_page

CHILDREN = {
    HomePage: {QAIndexPage, ExpertIndexPage, StandardPage},
    QAIndexPage: {QAPage},
    QAPage: set(),
    ExpertIndexPage: {ExpertPage},
    ExpertPage: set(),
    StandardPage: set(),
}
PARENTS = {
    HomePage: {Page},
    QAIndexPage: {HomePage},
    QAPage: {QAIndexPage},
    ExpertIndexPage: {HomePage},
    ExpertPage: {ExpertIndexPage},
    StandardPage: {HomePage},
}


@pytest.mark.parametrize("parent", CHILDREN, ids=lambda kind: kind.__name__)
def test_a_page_accepts_only_these_below_it(parent: type[Page]) -> None:
    assert set(parent.allowed_subpage_models()) == CHILDREN[parent]


@pytest.mark.parametrize("child", PARENTS, ids=lambda kind: kind.__name__)
def test_a_page_stands_only_below_these(child: type[Page]) -> None:
    assert set(child.allowed_parent_page_models()) == PARENTS[child]


@pytest.mark.django_db
def test_there_is_only_one_home_page() -> None:
    assert not HomePage.can_create_at(home_page().get_parent())


@pytest.mark.django_db
def test_there_is_only_one_list_of_experts() -> None:
    assert ExpertIndexPage.can_create_at(home_page())
    ExpertIndexPageFactory()
    assert not ExpertIndexPage.can_create_at(home_page())


@pytest.mark.django_db
def test_there_may_be_several_sections_of_answers() -> None:
    QAIndexPageFactory()
    assert QAIndexPage.can_create_at(home_page())
