"""PostgreSQL stops, starts and restarts: who reads goes on reading, who posts loses nothing."""

from collections.abc import Iterator

import psycopg
import pytest
from bs4 import BeautifulSoup
from django.db import OperationalError, connection

from qa.comments.models import Comment
from qa.comments.policy import CommentPolicy
from qa.comments.views import write
from qa.models import QAPage
from qa.notifications.letters import letters
from qa.notifications.worker import do_what_is_due, new_worker
from tests.factories import QAPageFactory, TopicFactory, comment_form
from tests.line import Line
from tests.reading import Reader

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite is a file: it does not stop."
)


class Database:
    """The server, as this process alone sees it stop and start."""

    def __init__(self) -> None:
        self.known = dict(connection.settings_dict)
        self.line = Line(self.known["HOST"] or "127.0.0.1", int(self.known["PORT"] or 5432))
        self._go_by({"HOST": "127.0.0.1", "PORT": self.line.port})

    def _go_by(self, place: dict) -> None:
        connection.close()
        connection.settings_dict.update(place)

    def stop(self) -> None:
        self.line.cut()

    def start(self) -> None:
        self.line.mend()

    def restart(self) -> None:
        """End each connection that the site has, as a server that stops and starts at once."""
        name, user, password = (self.known[key] for key in ("NAME", "USER", "PASSWORD"))
        server = {"host": self.line._server[0], "port": self.line._server[1]}
        with psycopg.connect(dbname=name, user=user, password=password, **server) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    def leave(self) -> None:
        self.line.cut()
        self._go_by({"HOST": self.known["HOST"], "PORT": self.known["PORT"]})


@pytest.fixture
def database(transactional_db) -> Iterator[Database]:
    database = Database()
    yield database
    database.leave()


@pytest.fixture
def site(database) -> Reader:
    return Reader(in_transaction=False)


@pytest.fixture
def article(site) -> QAPage:
    article = QAPageFactory(comment_policy=CommentPolicy.OPEN, topics=[TopicFactory()])
    site.get(article.url)  # the first page of a new site stores its settings, which changes pages
    return article


def test_kept_page_is_read_while_the_database_is_stopped(site, article, database) -> None:
    kept = site.get(article.url)
    database.stop()
    again = site.get(article.url)
    assert (again.status, again.was_made, again.body) == (200, False, kept.body)


def test_page_that_is_not_kept_says_in_the_look_of_the_site_to_try_again(
    site, article, database
) -> None:
    database.stop()
    answer = site.get("/experts/")
    soup = BeautifulSoup(answer.body, "html.parser")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert soup.h1.text == "We cannot reach our data just now"
    assert soup.select_one("link[rel=stylesheet]")


def test_same_process_makes_pages_again_once_the_database_is_started(
    site, article, database
) -> None:
    address = f"{article.url}comments/oldest/"
    database.stop()
    assert site.get(address).status == 503
    database.start()
    assert site.get(address).status == 200


def test_nobody_notices_a_restart_between_two_pages(site, article, database) -> None:
    site.get(article.url)
    database.restart()
    answer = site.get(f"{article.url}comments/oldest/")
    assert (answer.status, answer.was_made) == (200, True)


def test_restart_while_a_page_is_made_costs_that_page_only(
    site, article, database, monkeypatch
) -> None:
    look_up = QAPage.related

    def restarted_meanwhile(page):
        database.restart()
        return look_up(page)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(QAPage, "related", restarted_meanwhile)
        assert site.made_anew(article.url).status == 503
    assert site.made_anew(article.url).status == 200


def test_comment_sent_without_a_database_comes_back_and_can_be_sent_again(
    site, article, database
) -> None:
    form = comment_form(text="Ice helped me.")
    database.stop()
    refused = site.post(f"{article.url}comment/", form)
    database.start()
    assert site.post(f"{article.url}comment/", form).status == 302
    soup = BeautifulSoup(refused.body, "html.parser")
    assert refused.status == 503
    assert "Ice helped me." in [box.text.strip() for box in soup.select("textarea")]
    assert [comment.comment for comment in Comment.objects.all()] == ["Ice helped me."]


def test_comment_stored_before_the_connection_broke_is_not_doubled_when_sent_again(
    site, article, database, monkeypatch
) -> None:
    def break_afterwards(**entry):
        submit(**entry)
        database.restart()
        return Comment.objects.get()

    form, submit = comment_form(), write.submit
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(write, "submit", break_afterwards)
        assert site.post(f"{article.url}comment/", form).status == 503
    assert site.post(f"{article.url}comment/", form).status == 302
    assert Comment.objects.count() == 1


def test_probe_takes_the_process_away_from_readers_and_gives_it_back(site, database) -> None:
    database.stop()
    assert site.get("/readyz").status == 503
    database.start()
    assert site.get("/readyz").status == 200


def test_worker_ends_with_the_database_and_the_next_one_does_what_was_left(
    site, article, database, deliver_mail
) -> None:
    site.post(f"{article.url}comment/", comment_form(email="ada@example.org"))
    database.stop()
    with pytest.raises(OperationalError):
        do_what_is_due(new_worker())
    database.start()
    connection.close()
    do_what_is_due(new_worker())
    assert letters().get().status == "SUCCESSFUL"
