"""The demo site. Loading it takes seconds, so it is loaded once for all tests, at first set-up."""

from collections import Counter
from io import StringIO

from django.apps import apps
from django.core.management import call_command
from django.test import TestCase
from wagtail.models import Page

from home.models import HomePage
from qa.comments.models import Comment
from qa.experts.models import ExpertPage
from qa.models import QAPage, Topic


def run(command: str) -> str:
    """Return what the command says."""
    output = StringIO()
    call_command(command, stdout=output)
    return output.getvalue()


def load() -> str:
    return run("load_demo")


def everything() -> Counter:
    """Count the rows of every table of pages, pictures, comments and their revisions."""
    labels = {"home", "qa", "qa_experts", "qa_comments", "wagtailcore", "wagtailimages"}
    models = [model for model in apps.get_models() if model._meta.app_label in labels]
    return Counter({model._meta.label: model._base_manager.count() for model in models})


class LoadDemoTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.said = run("prepare")

    def test_an_empty_site_gets_the_demo_when_it_is_prepared(self) -> None:
        assert self.said.startswith("Loaded the demo site")
        assert QAPage.objects.exists()

    def test_a_dozen_answers_by_four_experts_are_published(self) -> None:
        answers = QAPage.objects.published()
        assert answers.count() >= 12
        assert ExpertPage.objects.published().filter(answers__in=answers).distinct().count() == 4

    def test_the_command_says_what_it_made(self) -> None:
        assert self.said.startswith("Loaded the demo site: ")
        assert f"{QAPage.objects.count()} answers" in self.said
        assert f"{Comment.objects.count()} comments" in self.said

    def test_loading_it_again_changes_nothing(self) -> None:
        before = everything()
        assert load() == "The demo site is already there; nothing was changed.\n"
        assert everything() == before

    def test_the_answer_on_facial_palsy_has_its_three_sections(self) -> None:
        page = QAPage.objects.get(slug="can-stem-cells-restore-a-paralysed-face")
        headings = [value["heading"] for value in page.sections()]
        assert [
            heading
            for heading in headings
            if heading in {"Facial paralysis", "Using stem cells", "Importance of safety"}
        ] == ["Facial paralysis", "Using stem cells", "Importance of safety"]

    def test_what_an_editor_changed_survives_another_load(self) -> None:
        page = QAPage.objects.first()
        page.title, page.introduction = "My own title", "<p>My own words.</p>"
        page.save_revision().publish()
        load()
        kept = QAPage.objects.get(pk=page.pk)
        assert (kept.title, kept.introduction) == ("My own title", "<p>My own words.</p>")

    def test_what_an_editor_unpublished_stays_unpublished(self) -> None:
        page = QAPage.objects.first()
        page.unpublish()
        load()
        assert not QAPage.objects.get(pk=page.pk).live

    def test_the_words_an_editor_put_on_the_front_page_survive(self) -> None:
        home = HomePage.objects.get()
        home.introduction = "<p>Welcome.</p>"
        home.save_revision().publish()
        load()
        assert HomePage.objects.get().introduction == "<p>Welcome.</p>"

    def test_no_comment_holds_an_address_of_anybody(self) -> None:
        holding = Comment.objects.exclude(user_email="", user_url="", ip_address=None)
        assert not holding.exists()
        assert not Comment.objects.filter(comment__contains="@").exists()

    def test_experts_reply_in_the_discussions(self) -> None:
        replies = Comment.objects.filter(state="public", expert__isnull=False)
        assert replies.filter(quotes__isnull=False).exists()

    def test_every_page_can_be_read(self) -> None:
        pages = Page.objects.live().filter(depth__gte=2)
        statuses = {page.url: self.client.get(page.url).status_code for page in pages}
        assert set(statuses.values()) == {200}, statuses

    def test_every_topic_has_an_answer(self) -> None:
        assert not Topic.objects.filter(answers__isnull=True).exists()

    def test_every_answer_rests_on_references(self) -> None:
        bare = [
            page.slug
            for page in QAPage.objects.all()
            if not any(child.block_type == "references" for child in page.body)
        ]
        assert bare == []

    def test_every_body_passes_the_editors_own_checks(self) -> None:
        for page in QAPage.objects.all():
            page.body.stream_block.clean(page.body)
