"""What the API answers, and what it refuses."""

import pytest
from django.test import Client

from qa.comments import threads
from qa.comments.services import set_state
from qa.syndication.api.throttle import NetworkThrottle
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    ImageFactory,
    QAPageFactory,
    TopicFactory,
)
from tests.factories.pages import section

pytestmark = pytest.mark.django_db

API = "/api/v1/"


def ask(client: Client, path: str) -> dict:
    response = client.get(f"{API}{path}")
    assert response.status_code == 200, response.text
    return response.json()


def titles(client: Client, path: str) -> list[str]:
    return [one["title"] for one in ask(client, path)["results"]]


def test_an_answer_in_the_list_says_what_it_is(client) -> None:
    page = QAPageFactory(search_description="In short.", topics=[TopicFactory(name="Nerves")])
    (said,) = ask(client, "answers/")["results"]
    assert said == {
        "id": page.pk,
        "slug": page.slug,
        "title": page.title,
        "description": "In short.",
        "url": page.full_url,
        "api_url": f"http://localhost{API}answers/{page.pk}/",
        "expert": {
            "id": page.expert.pk,
            "slug": page.expert.slug,
            "name": page.expert.title,
            "post_nominals": "MD",
            "role": "",
            "url": page.expert.full_url,
        },
        "topics": [{"name": "Nerves", "slug": "nerves"}],
        "asked_on": "2020-01-02",
        "published_on": "2024-05-06",
        "updated_on": "2024-05-06",
    }


@pytest.mark.parametrize("query", ["topic=nerves", "expert=known", "year=2019"])
def test_the_list_is_narrowed_down(client, query: str) -> None:
    QAPageFactory(title="Other", topics=[TopicFactory()])
    QAPageFactory(
        title="Wanted",
        topics=[TopicFactory(slug="nerves"), TopicFactory()],
        expert=ExpertPageFactory(slug="known"),
        updated_on="2019-07-19",
    )
    assert titles(client, f"answers/?{query}") == ["Wanted"]


def test_the_list_has_pages(client) -> None:
    for _ in range(3):
        QAPageFactory()
    first = ask(client, "answers/?page_size=2")
    assert (first["count"], len(first["results"]), first["previous"]) == (3, 2, None)
    assert len(client.get(first["next"]).json()["results"]) == 1


def test_the_body_comes_in_three_forms(client) -> None:
    part = section("Part", "Some <b>text</b>.")
    value = {"image": ImageFactory().pk, "alt_text": "A", "caption": "", "credit": "Us"}
    part["value"]["content"].append({"type": "image", "value": value})
    page = QAPageFactory(body=[part])
    client.get(page.url)  # which makes the sizes of pictures
    body = ask(client, f"answers/{page.slug}/")["body"]
    assert "<p>Some <b>text</b>.</p>" in body["html"]
    assert "Some **text**." in body["markdown"]
    (block,) = body["blocks"]
    text, picture = block["value"]["content"]
    assert text["value"] == "<p>Some <b>text</b>.</p>"
    assert picture["value"]["image"]["url"].startswith("http://localhost/media/")


def test_links_to_pages_are_addresses(client) -> None:
    other = QAPageFactory()
    linked = f'<a linktype="page" id="{other.pk}">there</a>'
    page = QAPageFactory(introduction=f"<p>{linked}</p>", body=[section("Part", linked)])
    said = ask(client, f"answers/{page.pk}/")
    assert said["introduction_html"] == f'<p><a href="{other.full_url}">there</a></p>'
    assert other.full_url in said["body"]["html"]
    assert "linktype" not in str(said)


def test_a_discussion_is_told_in_the_order_it_is_read(client) -> None:
    page = QAPageFactory()
    root = CommentFactory(page=page, name="Ada", text="Why <b>?")
    reply = CommentFactory(reply_to=root, expert=page.expert)
    newer = CommentFactory(page=page)
    said = ask(client, f"answers/{page.pk}/comments/")
    found = [(one["id"], one["in_reply_to"]) for one in said["results"]]
    assert found == [(newer.pk, None), (root.pk, None), (reply.pk, root.pk)]
    assert (said["count"], said["conversations"]) == (3, 2)
    assert said["results"][1]["author_name"] == "Ada"
    assert said["results"][1]["html"] == "<p>Why &lt;b&gt;?</p>"
    assert said["results"][2]["expert"]["name"] == page.expert.title


def test_a_discussion_has_pages(client, monkeypatch) -> None:
    monkeypatch.setattr(threads, "ROOTS_A_PAGE", 1)
    page = QAPageFactory()
    old, new = CommentFactory(page=page), CommentFactory(page=page)
    first = ask(client, f"answers/{page.pk}/comments/")
    assert [one["id"] for one in first["results"]] == [new.pk]
    second = client.get(first["next"]).json()
    assert [one["id"] for one in second["results"]] == [old.pk]
    assert (second["next"], second["previous"][-7:]) == (None, "?page=1")


def test_of_a_removed_comment_only_its_place_is_told(client) -> None:
    root = CommentFactory(name="Ada", text="Secret", expert=ExpertPageFactory())
    CommentFactory(reply_to=root)
    set_state(comment=root, to="removed")
    said = ask(client, f"answers/{root.page_id}/comments/")["results"][0]
    assert (said["state"], said["author_name"], said["text"], said["html"], said["expert"]) == (
        ("removed", "", "", "", None)
    )


def test_topics_count_what_is_published_on_them(client) -> None:
    topic = TopicFactory(name="Nerves", description="All of them.")
    QAPageFactory(topics=[topic])
    QAPageFactory(topics=[topic, TopicFactory(name="Drafts")], draft=True)
    (said,) = ask(client, "topics/")["results"]
    assert (said["name"], said["answer_count"]) == ("Nerves", 1)
    assert len(client.get(said["answers"]).json()["results"]) == 1


def test_the_portrait_of_an_expert_is_told_once_their_page_has_shown_it(client) -> None:
    expert = ExpertPageFactory(portrait=ImageFactory())
    assert ask(client, f"experts/{expert.pk}/")["portrait"] is None
    client.get(expert.url)
    portrait = ask(client, f"experts/{expert.pk}/")["portrait"]
    assert portrait["url"].startswith("http://localhost/media/images/")
    assert (portrait["width"], portrait["height"]) == (100, 100)  # all that the picture has


def test_experts_are_found_by_number_and_slug(client) -> None:
    expert = ExpertPageFactory(title="Dr Known", biography="<p>Trained.</p>")
    ExpertPageFactory(live=False)
    QAPageFactory(expert=expert)
    assert [one["name"] for one in ask(client, "experts/")["results"]] == ["Dr Known"]
    said = ask(client, f"experts/{expert.slug}/")
    assert said == ask(client, f"experts/{expert.pk}/")
    assert said["biography_html"] == "<p>Trained.</p>"
    assert len(client.get(said["answers"]).json()["results"]) == 1


def test_any_site_and_any_cache_may_have_it(client) -> None:
    first = client.get(f"{API}answers/")
    assert first["Access-Control-Allow-Origin"] == "*"
    assert first["Cache-Control"].startswith("public, max-age=0, s-maxage=0")
    assert "Vary" not in first
    assert "Set-Cookie" not in first


def test_a_network_that_asks_too_often_is_told_when_to_come_back(client, monkeypatch) -> None:
    monkeypatch.setattr(NetworkThrottle, "THROTTLE_RATES", {"api": "2/min"})
    for address in ("192.0.2.1", "192.0.2.200"):
        assert client.get(f"{API}topics/", REMOTE_ADDR=address).status_code == 200
    refused = client.get(f"{API}topics/", REMOTE_ADDR="192.0.2.3")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert client.get(f"{API}topics/", REMOTE_ADDR="198.51.100.1").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_changed(client, method: str) -> None:
    assert getattr(client, method)(f"{API}answers/").status_code == 405


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("answers/?year=soon", 400),
        ("answers/?year=99999999999999999999", 400),
        ("answers/?topic=%00", 400),
        ("answers/?expert=%00", 400),
        ("answers/?expert=" + "a" * 100_000, 400),
        ("answers/?topic=%ff", 400),
        ("answers/?page=0", 404),
        ("answers/?page=" + "9" * 5_000, 404),
        ("answers/?page=%00", 404),
        ("answers/?page_size=-1", 200),
        ("answers/?page_size=99999999999999999999999", 200),
        ("answers/?format=%00", 404),
        ("answers/99999999999999999/", 404),
        ("answers/9999999999999999999999/", 404),
        ("answers/²/", 404),
        ("answers/%00/", 404),
        ("answers/%ff/", 404),
        ("answers/x/comments/?page=0", 400),
        ("answers/x/comments/", 404),
        ("experts/%00/", 404),
    ],
)
def test_what_makes_no_sense_is_refused(client, path: str, status: int) -> None:
    QAPageFactory()
    response = client.get(f"{API}{path}")
    assert response.status_code == status
    assert response["Content-Type"] == "application/json"
