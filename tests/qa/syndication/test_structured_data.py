"""What pages are, as schema.org says it."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from qa.comments.services import set_state
from qa.models import QAPage
from tests.factories import (
    CommentFactory,
    ExpertIndexPageFactory,
    ExpertPageFactory,
    QAPageFactory,
    TopicFactory,
    home_page,
)

from .reading import nodes_of, read

pytestmark = pytest.mark.django_db

REFERENCE = {
    "author": "Smith J",
    "title": "Nerves",
    "publisher": "Journal",
    "year": 2001,
    "link": "https://example.org/1",
}
# What search engines ask for (developers.google.com/search) and schema.org recommends, by type.
WANTED = {
    "MedicalWebPage": "name headline url description inLanguage author datePublished dateModified "
    "image keywords mainEntity citation comment commentCount publisher isPartOf lastReviewed "
    "reviewedBy",
    "BreadcrumbList": "itemListElement",
    "Organization": "name url logo",
    "ProfilePage": "name url mainEntity",
    "CollectionPage": "name url mainEntity",
    "WebSite": "name url potentialAction publisher",
    "Question": "name text author dateCreated answerCount acceptedAnswer",
    "Answer": "text url author datePublished dateModified",
    "Comment": "url text author datePublished",
    "CreativeWork": "name author publisher datePublished url",
    "ItemList": "numberOfItems itemListElement",
}


def answer(**given):
    """Return an answer with everything that the data can tell of."""
    return QAPageFactory(
        search_description="In short.",
        topics=[TopicFactory(name="Stem cells")],
        expert=ExpertPageFactory(title="Dr Known", role="Neurologist"),
        body=[{"type": "references", "value": [REFERENCE]}],
        comment_policy="open",
        reviewed_on=date(2024, 6, 1),
        reviewer=ExpertPageFactory(title="Dr Second"),
        **given,
    )


def missing(node: dict) -> set[str]:
    """Return what a node, or anything in it, lacks of what is wanted of its type."""
    wanted = WANTED.get(node.get("@type"), "").split()
    lacking = {f"{node['@type']}.{name}" for name in wanted if not node.get(name)}
    inner = [
        one for value in node.values() for one in (value if isinstance(value, list) else [value])
    ]
    return lacking.union(
        *(missing(one) for one in inner if isinstance(one, dict) and "@type" in one)
    )


@pytest.fixture
def site_pages() -> dict[str, set[str]]:
    """Return a page of each kind with what its data must consist of."""
    page = answer()
    CommentFactory(reply_to=CommentFactory(page=page), expert=page.expert)
    ExpertIndexPageFactory(slug="all-experts")
    parent = page.get_parent()
    usual = {"BreadcrumbList", "Organization"}
    return {
        page.url: {"MedicalWebPage", *usual},
        parent.url: {"CollectionPage", *usual},
        f"{parent.url}topics/stem-cells/": {"CollectionPage", *usual},
        page.expert.url: {"ProfilePage", *usual},
        "/": {"WebSite", "Organization"},
    }


def test_each_kind_of_page_says_all_that_is_wanted_of_it(client, site_pages, subtests) -> None:
    for address, kinds in site_pages.items():
        with subtests.test(address):
            nodes = nodes_of(client, address)
            assert set(nodes) == kinds
            assert set().union(*map(missing, nodes.values())) == set()


def test_a_list_of_experts_is_a_collection(client) -> None:
    page = ExpertIndexPageFactory(slug="all-experts")
    assert nodes_of(client, page.url)["CollectionPage"]["name"] == page.title


def test_the_author_is_the_expert_with_letters_and_role(client) -> None:
    page = answer()
    author = nodes_of(client, page.url)["MedicalWebPage"]["author"]
    assert author == {
        "@type": "Person",
        "@id": f"{page.expert.full_url}#person",
        "name": "Dr Known",
        "honorificSuffix": "MD",
        "jobTitle": "Neurologist",
        "url": page.expert.full_url,
    }


def test_a_profile_that_is_not_published_is_not_pointed_at(client) -> None:
    page = answer()
    page.expert.unpublish()
    assert "url" not in nodes_of(client, page.url)["MedicalWebPage"]["author"]


def test_an_imported_answer_was_published_before_its_page(client) -> None:
    page = answer(updated_on=date(2019, 7, 19), first_published_at=timezone.now())
    data = nodes_of(client, page.url)["MedicalWebPage"]
    assert data["datePublished"] == data["dateModified"] == "2019-07-19"


def test_replies_are_inside_what_they_answer(client) -> None:
    page = answer()
    root = CommentFactory(page=page, name="Ada", text="Why?")
    CommentFactory(reply_to=CommentFactory(reply_to=root, text="Because."), text="I see.")
    (said,) = nodes_of(client, page.url)["MedicalWebPage"]["comment"]
    assert (said["text"], said["author"]["name"]) == ("Why?", "Ada")
    assert said["comment"][0]["text"] == "Because."
    assert said["comment"][0]["comment"][0]["text"] == "I see."


def test_a_removed_comment_says_only_that_it_is_gone(client) -> None:
    page = answer()
    root = CommentFactory(page=page, name="Quixotic", text="Zyzzyva")
    CommentFactory(reply_to=root)
    set_state(comment=root, to="removed")
    (said,) = nodes_of(client, page.url)["MedicalWebPage"]["comment"]
    assert said["creativeWorkStatus"] == "Deleted"
    assert not {"text", "author"} & set(said)


def test_a_long_comment_is_cut(client) -> None:
    page = answer()
    CommentFactory(page=page, text="Long. " * 200)
    (said,) = nodes_of(client, page.url)["MedicalWebPage"]["comment"]
    assert len(said["text"]) <= 500
    assert said["text"].endswith("…")


def test_no_text_of_a_reader_ends_the_block(client) -> None:
    page = answer()
    CommentFactory(page=page, text="</script><script>alert(1)</script><!-- & \u2028")
    block = read(client, page.url).find("script", type="application/ld+json").string
    assert not set("<>&") & set(block)
    (said,) = json.loads(block)["@graph"][0]["comment"]
    assert said["text"].startswith("</script>")


def test_a_page_of_the_discussion_is_a_part_of_the_answer(client) -> None:
    page = answer()
    root = CommentFactory(page=page)
    data = nodes_of(client, f"{page.url}comments/thread/{root.pk}/")["WebPage"]
    assert data["isPartOf"] == {"@id": page.full_url}
    assert len(data["comment"]) == 1


def test_the_breadcrumb_leads_from_home_to_the_topic(client) -> None:
    page = answer()
    parent = page.get_parent()
    steps = nodes_of(client, f"{parent.url}topics/stem-cells/")["BreadcrumbList"]["itemListElement"]
    addresses = [home_page().full_url, parent.full_url, f"{parent.full_url}topics/stem-cells/"]
    assert [step["item"] for step in steps] == addresses
    assert [step["position"] for step in steps] == [1, 2, 3]


def test_a_list_begins_to_count_where_the_page_before_ended(client) -> None:
    pages = [
        QAPageFactory(updated_on=date(2024, 1, 31) - timedelta(days=days)) for days in range(13)
    ]
    items = nodes_of(client, f"{pages[0].get_parent().url}?page=2")["CollectionPage"]["mainEntity"]
    assert items["numberOfItems"] == 13
    (item,) = items["itemListElement"]
    assert (item["position"], item["url"]) == (13, pages[12].full_url)


def test_nothing_that_is_not_known_is_said(client) -> None:
    page = QAPageFactory(asker_name="", asked_on=None)
    QAPage.objects.update(expert=None)  # as older answers may be
    data = nodes_of(client, page.url)["MedicalWebPage"]
    assert "author" not in data
    assert not {"author", "dateCreated"} & set(data["mainEntity"])
