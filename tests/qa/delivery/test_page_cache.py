"""A reader gets a copy of a page while it is as good as new, and only then."""

import gzip
from datetime import timedelta

import brotli
import pytest
from django.utils import timezone

from qa.comments.counts import put_right
from qa.comments.models import CommentCount
from qa.comments.services import post_comment
from qa.delivery.middleware import JUST_WROTE
from qa.delivery.shelf import shelf
from qa.models import QAPage
from site_core.cache import outages
from tests.factories import CommentFactory, QAPageFactory


@pytest.fixture
def answer(reader) -> QAPage:
    return QAPageFactory(
        title="Can ice help?", comment_policy="open", first_published_at=timezone.now()
    )


def test_second_reader_gets_the_same_bytes_without_the_page_being_made(reader, answer):
    first, second = reader.get(answer.url), reader.get(answer.url)

    assert (first.was_made, second.was_made) == (True, False)
    assert first.body == second.body
    assert first.headers == second.headers


def test_copy_knows_nothing_of_who_asked_for_it(reader, answer):
    first = reader.get(answer.url, cookies="csrftoken=" + "a" * 32, ACCEPT_LANGUAGE="de")

    assert not {"Set-Cookie"} & set(first.headers)
    assert first.headers["Vary"] == "Accept-Encoding"
    assert first.body == reader.made_anew(answer.url).body


@pytest.mark.parametrize("is_there", [True, False], ids=["wrong", "missing"])
def test_copy_with_a_number_that_is_put_right_is_made_anew(reader, answer, published, is_there):
    CommentFactory(page=answer)
    CommentCount.objects.all().delete()
    CommentCount.objects.bulk_create([CommentCount(page=answer, public=7)] if is_there else [])
    assert b">1 comment<" not in reader.get(answer.url).body

    with published:
        put_right()

    assert b">1 comment<" in reader.get(answer.url).body


def test_reader_with_a_session_gets_a_page_of_their_own(reader, answer):
    reader.get(answer.url)

    own = reader.get(answer.url, cookies="sessionid=abc")

    assert own.was_made
    assert own.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    ("asked", "unpacked"), [("gzip", gzip.decompress), ("br", brotli.decompress)]
)
def test_copy_is_sent_compressed_as_asked(reader, answer, asked, unpacked):
    plain = reader.get(answer.url)

    packed = reader.get(answer.url, ACCEPT_ENCODING=f"{asked}, deflate")

    assert packed.headers["Content-Encoding"] == asked
    assert packed.headers["Content-Length"] == str(len(packed.body))
    assert unpacked(packed.body) == plain.body


@pytest.mark.parametrize(
    "asked", ["", "identity", "br;q=0, gzip;q=0", "*;q=0", "br;q=0.000, gzip; q=0."]
)
def test_copy_is_sent_plain_to_those_who_cannot_unpack_it(reader, answer, asked):
    assert "Content-Encoding" not in reader.get(answer.url, ACCEPT_ENCODING=asked).headers


def test_each_encoding_has_a_validator_of_its_own(reader, answer):
    plain, packed = reader.get(answer.url), reader.get(answer.url, ACCEPT_ENCODING="br")

    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert not plain.headers["ETag"].startswith("W/")


@pytest.mark.parametrize(
    ("sent", "asked"), [("ETag", "IF_NONE_MATCH"), ("Last-Modified", "IF_MODIFIED_SINCE")]
)
def test_whoever_has_the_page_is_not_sent_it_again(reader, answer, sent, asked):
    first = reader.get(answer.url)

    again = reader.get(answer.url, **{asked: first.headers[sent]})

    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_page_that_changed_is_sent_whoever_has_what_it_was(reader, answer, published):
    old = reader.get(answer.url).headers

    with published:
        CommentFactory(page=answer)
    new = reader.get(answer.url, IF_NONE_MATCH=old["ETag"], IF_MODIFIED_SINCE=old["Last-Modified"])

    assert new.status == 200


def test_page_changed_within_the_same_second_has_another_date(reader, answer, published):
    old = reader.get(answer.url).headers["Last-Modified"]

    with published:
        CommentFactory(page=answer)

    assert reader.get(answer.url, IF_MODIFIED_SINCE=old).status == 200


def test_page_made_anew_with_the_same_bytes_keeps_its_date(reader, answer, published):
    old = reader.get(answer.url).headers

    with published:
        answer.save()
    new = reader.get(answer.url)

    assert new.was_made
    assert new.headers["Last-Modified"] == old["Last-Modified"]


def test_head_is_answered_from_the_copy_without_a_body(reader, answer):
    whole = reader.get(answer.url)

    head = reader.get(answer.url, method="HEAD")

    assert (head.was_made, head.body) == (False, b"")
    assert head.headers["Content-Length"] == str(len(whole.body))


def test_address_with_a_query_no_page_knows_is_not_kept(reader, answer):
    addresses = [f"{answer.url}?nothing={number}" for number in (1, 1)]

    assert all(reader.get(address).was_made for address in addresses)


def test_pages_of_a_list_are_kept_apart(reader):
    QAPageFactory.create_batch(13)

    first, second = (reader.get(f"/ask-our-experts/?page={number}") for number in (1, 2))

    assert first.body != second.body
    assert not reader.get("/ask-our-experts/?page=2").was_made


def test_page_on_a_query_is_not_kept_for_long(reader, monkeypatch):
    kept = []
    monkeypatch.setattr(shelf, "keep", lambda _key, _entry, seconds: kept.append(seconds))
    QAPageFactory()

    reader.get("/ask-our-experts/?sort=discussed")
    reader.get("/ask-our-experts/")

    assert kept == [60, 3600]


def test_pages_of_two_hosts_are_kept_apart(reader, answer, settings):
    settings.ALLOWED_HOSTS = ["localhost", "other.example"]
    reader.get(answer.url)

    assert reader.get(answer.url, HOST="other.example").was_made


def test_page_that_is_not_found_is_not_kept(reader, answer, published):
    assert reader.get("/ask-our-experts/later/").status == 404

    with published:
        QAPageFactory(slug="later")

    assert reader.get("/ask-our-experts/later/").status == 200


def test_page_that_is_withdrawn_is_gone_at_once(reader, answer, published):
    reader.get(answer.url)

    with published:
        answer.unpublish()

    assert reader.get(answer.url).status == 410


def test_alias_of_a_page_that_is_withdrawn_is_gone_with_it(reader, answer, published):
    with published:
        alias = answer.create_alias(update_slug="the-same")
    assert reader.get(alias.url).status == 200

    with published:
        answer.unpublish()

    assert reader.get(alias.url).status == 410


def test_page_is_over_when_it_expires(reader, answer, monkeypatch):
    QAPage.objects.filter(pk=answer.pk).update(expire_at=timezone.now() + timedelta(hours=1))
    assert reader.get(answer.url).status == 200
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert reader.get(answer.url).status == 410


@pytest.mark.parametrize("is_kept", [False, True])
def test_caches_in_front_keep_a_page_no_longer_than_it_holds(reader, answer, settings, is_kept):
    settings.KEPT_IN_FRONT = 3600
    QAPage.objects.filter(pk=answer.pk).update(expire_at=timezone.now() + timedelta(minutes=1))
    if is_kept:
        reader.get(answer.url)

    seconds = reader.get(answer.url).headers["Cache-Control"].replace("=", ",").split(",")[4]

    assert 50 < int(seconds) < 60


def test_page_is_compressed_where_none_is_kept(reader, answer, settings):
    settings.PAGE_CACHE = False

    assert (
        reader.made_anew(answer.url, ACCEPT_ENCODING="gzip").headers["Content-Encoding"] == "gzip"
    )


def test_form_is_made_for_each_reader(reader, answer):
    first, second = (reader.get(f"{answer.url}comment/") for _ in range(2))

    assert second.was_made
    assert first.headers["Cache-Control"] == "no-store, private"
    assert "Set-Cookie" in first.headers


def test_comment_that_waits_for_a_moderator_drops_no_copy(reader, answer, published):
    reader.get(answer.url)

    with published:
        post_comment(page=answer, text="Not yet.", name="Ann")

    assert not reader.get(answer.url).was_made


def test_saving_a_draft_drops_no_copy(reader, answer, published):
    reader.get(answer.url)

    with published:
        answer.title = "Does ice help?"
        answer.save_revision()

    assert not reader.get(answer.url).was_made


def test_readers_get_the_copy_before_while_somebody_makes_the_page(
    reader, answer, published, made_by_another
):
    old = reader.made_anew(answer.url).body
    reader.get(answer.url, cookies=f"{JUST_WROTE}=1")
    with published:
        CommentFactory(page=answer, text="Brand new.")

    assert reader.get(answer.url).body == old


def test_copy_before_is_kept_by_nobody_in_front(reader, answer, published, made_by_another):
    reader.get(answer.url, cookies=f"{JUST_WROTE}=1")
    with published:
        CommentFactory(page=answer)

    assert "s-maxage=0," in reader.get(answer.url).headers["Cache-Control"]


def test_whoever_has_just_written_does_not_get_the_copy_before(
    reader, answer, published, made_by_another
):
    reader.get(answer.url, cookies=f"{JUST_WROTE}=1")
    with published:
        CommentFactory(page=answer, text="Brand new.")

    assert b"Brand new." in reader.get(answer.url, cookies=f"{JUST_WROTE}=1").body


def test_change_while_the_page_is_made_is_not_missed_here_or_in_front(
    reader, answer, published, monkeypatch, settings
):
    look_up = QAPage.related

    def change_meanwhile(self):
        with published:
            CommentFactory(page=self, text="Meanwhile.")
        monkeypatch.setattr(QAPage, "related", look_up)
        return look_up(self)

    monkeypatch.setattr(QAPage, "related", change_meanwhile)
    first, second = reader.get(answer.url), reader.get(answer.url)

    assert b"Meanwhile." in second.body
    controls = [one.headers["Cache-Control"].split(", ")[2] for one in (first, second)]
    assert controls == ["s-maxage=0", f"s-maxage={settings.KEPT_IN_FRONT}"]


def test_caches_in_front_soon_ask_again_while_the_clock_does_not_answer(
    reader, answer, monkeypatch, settings
):
    def fail(*args):
        raise OSError

    settings.KEPT_IN_FRONT = 3600
    monkeypatch.setattr(shelf.clock, "now", fail)

    assert "s-maxage=10," in reader.get(answer.url).headers["Cache-Control"]


def test_pages_are_made_each_time_while_the_clock_does_not_answer(reader, answer, monkeypatch):
    def fail(*args):
        raise OSError

    monkeypatch.setattr(shelf.clock, "last_changes", fail)

    assert all(reader.get(answer.url).was_made for _ in range(2))


def test_change_that_the_clock_did_not_hear_is_made_up_for(reader, answer, published, monkeypatch):
    reader.get(answer.url)

    def fail(*args):
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(shelf.clock, "advance", fail)
        with published:
            CommentFactory(page=answer, text="Unheard of.")
    outages.over_at.clear()

    assert b"Unheard of." in reader.get(answer.url).body
