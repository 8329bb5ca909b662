"""The article part in the database: made once, updated where the file changed."""

from dataclasses import replace
from datetime import date

import pytest
from wagtail.models import Page, Site

from qa.experts.models import ExpertIndexPage, ExpertPage
from qa.legacy_import.document import FindingKind, PageFileError
from qa.legacy_import.models import ImportedPage
from qa.legacy_import.report import Outcome
from qa.models import QAPage, Topic
from tests.qa.legacy_import.samples import TALK

pytestmark = pytest.mark.django_db


def page() -> QAPage:
    return QAPage.objects.get()


def odd(report) -> str:
    return " / ".join(one.message for one in report.of_kind(FindingKind.ODD))


def section_values(answer: QAPage) -> list[tuple[str, list[str]]]:
    return [
        (one.value["heading"], [block.value.source for block in one.value["content"]])
        for one in answer.body
    ]


def test_an_imported_answer_is_published_under_the_section(bring, section):
    report = bring()
    assert page().live
    assert page().get_parent().pk == section.pk
    assert (page().title, page().slug) == (TALK.title, "old-teapots-will-glue-hold")
    assert report.outcome is Outcome.CREATED


def test_question_asker_and_dates_arrive(bring):
    bring()
    assert page().question == "".join(f"<p>{text}</p>" for text in TALK.question)
    assert (page().asker_name, page().asked_on) == ("Mrs Ida Cosy", date(2011, 2, 4))
    assert page().updated_on == date(2018, 3, 3)


def test_sections_become_blocks_with_a_paragraph_each(bring):
    bring()
    expected = [(head, [f"<p>{text}</p>" for text in texts]) for head, texts in TALK.sections]
    assert section_values(page()) == expected
    assert [one.value["anchor"] for one in page().body] == ["cracked-spouts", "about-bone-china"]


def test_markup_in_the_file_is_text_on_the_page(bring):
    bring(replace(TALK, introduction=("Use <b>less</b> & stir.",)))
    assert page().introduction == "<p>Use &lt;b&gt;less&lt;/b&gt; &amp; stir.</p>"


def test_the_answer_validates_as_an_editor_would_save_it(bring):
    bring()
    page().full_clean()
    assert page().body.stream_block.clean(page().body)


def test_topics_are_made_once_and_reported(bring):
    Topic.objects.create(name="Glue")
    report = bring()
    assert {one.name for one in page().topics.all()} == {"Bone China", "Glue", "Spouts", "Cracked"}
    assert ("topics", "new: Bone China, Spouts, Cracked") in report.made
    assert ("topics", "Bone China, Glue, Spouts, Cracked") in report.made


def test_a_page_without_topics_says_so(bring):
    assert ("topics", "none") in bring(replace(TALK, topics="")).made


def test_topics_whose_slugs_would_be_equal_both_get_one(bring):
    bring(replace(TALK, topics="C++, C"))
    assert [one.slug for one in Topic.objects.order_by("pk")] == ["c", "c-2"]


def test_a_topic_longer_than_a_name_may_be_is_left_out(bring):
    report = bring(replace(TALK, topics=f"Glue, {'x' * 61}"))
    assert [one.name for one in Topic.objects.all()] == ["Glue"]
    assert any("topic" in one.message for one in report.of_kind(FindingKind.LEFT_OUT))


def test_a_missing_author_gets_a_profile_below_a_new_list_of_experts(bring, section):
    report = bring()
    expert = page().expert
    assert (expert.title, expert.post_nominals, expert.live) == (
        "Ada Kettle",
        "BSc (hons), PhD",
        True,
    )
    assert expert.get_parent().slug == "experts"
    assert expert.latest_revision_id
    assert expert.get_parent().latest_revision_id
    assert expert.get_parent().get_parent().pk == section.get_parent().pk
    assert ("experts", f'new list "Our experts" at {expert.get_parent().url}') in report.made
    assert ("expert", f'new profile "Ada Kettle" at {expert.url}') in report.made


def test_letters_longer_than_stored_are_cut_and_reported(bring):
    byline = f"By: Ada Kettle, {'x' * 121} - Updated: 3 Mar 2018"
    report = bring(replace(TALK, byline=byline))
    assert page().expert.post_nominals == "x" * 120
    assert "were cut" in odd(report)


def test_letters_that_fit_are_not_reported_as_cut(bring):
    assert "were cut" not in odd(bring())


def make_expert(section, **fields) -> ExpertPage:
    home = section.get_parent().specific
    index = home.add_child(instance=ExpertIndexPage(title="People", slug="people"))
    return index.add_child(instance=ExpertPage(**fields))


def test_an_author_with_a_profile_keeps_it_as_it_is(bring, section):
    ada = make_expert(section, title="Ada Kettle", post_nominals="MA")
    report = bring()
    ada.refresh_from_db()
    assert (page().expert.pk, ada.post_nominals) == (ada.pk, "MA")
    assert '"Ada Kettle" has "MA" after the name here' in odd(report)


def test_experts_of_another_site_are_not_taken(bring, section):
    other = Page.get_first_root_node().add_child(instance=Page(title="Other", slug="other"))
    Site.objects.create(hostname="other.example", root_page=other)
    index = other.add_child(instance=ExpertIndexPage(title="People", slug="people"))
    index.add_child(instance=ExpertPage(title="Ada Kettle"))
    bring()
    assert page().expert.is_descendant_of(section.get_parent())
    assert ExpertPage.objects.filter(title="Ada Kettle").count() == 2


def test_letters_the_file_does_not_give_are_not_missed(bring, section):
    make_expert(section, title="Ada Kettle", post_nominals="MA")
    report = bring(replace(TALK, byline="By: Ada Kettle - Updated: 3 Mar 2018"))
    assert "after the name here" not in odd(report)


def test_an_unpublished_profile_is_reported(bring, section):
    make_expert(section, title="Ada Kettle", live=False)
    assert 'the profile of "Ada Kettle" is not published' in odd(bring())


def test_the_expert_account_gets_a_profile_too(bring):
    bring()
    assert ExpertPage.objects.get(title="TeapotClinic").role == "Editorial account"


def test_importing_twice_changes_nothing(bring):
    bring()
    before = page().latest_revision_id
    report = bring()
    assert (report.outcome, report.made) == (Outcome.UNCHANGED, [])
    assert (QAPage.objects.count(), page().latest_revision_id) == (1, before)


def test_a_change_of_line_ends_alone_makes_no_revision(bring):
    bring()
    before = page().latest_revision_id
    report = bring(TALK.data().replace(b"\n", b"\r\n"))
    assert report.outcome is Outcome.UNCHANGED
    assert page().latest_revision_id == before


def test_a_changed_article_gets_one_new_published_revision(bring):
    bring()
    report = bring(replace(TALK, introduction=("No glue holds.",)))
    assert page().introduction == "<p>No glue holds.</p>"
    assert (report.outcome, page().revisions.count()) == (Outcome.UPDATED, 2)
    assert ("page", "new revision; changed: introduction") in report.made
    assert "edited here" not in odd(report)


def test_what_editors_changed_stays_where_the_file_did_not_change(bring):
    bring()
    edited = page()
    edited.introduction = "<p>Checked by hand.</p>"
    edited.save_revision().publish()
    report = bring(replace(TALK, asker="(Ida, 5 February 2011)"))
    assert (page().introduction, page().asker_name) == ("<p>Checked by hand.</p>", "Ida")
    assert "was edited here since" in odd(report)


def test_a_page_taken_offline_is_not_published_again(bring):
    bring()
    page().unpublish()
    report = bring(replace(TALK, introduction=("No glue holds.",)))
    assert not page().live
    assert "No glue" in page().get_latest_revision_as_object().introduction
    assert "not published here" in odd(report)


def test_a_new_title_keeps_page_and_address(bring):
    bring()
    report = bring(replace(TALK, title="Teapots"))
    assert (page().title, page().slug) == ("Teapots", "old-teapots-will-glue-hold")
    assert "the address old-teapots-will-glue-hold stays" in odd(report)


def test_another_file_with_the_same_question_is_another_page(bring):
    bring()
    bring(replace(TALK, title="Teapots"), name="other.txt")
    assert QAPage.objects.count() == 2


def test_a_page_an_editor_renamed_is_found_again(bring):
    bring()
    renamed = page()
    renamed.title, renamed.slug = "Mending pots", "mending"
    renamed.save_revision().publish()
    bring(replace(TALK, introduction=("No glue holds.",)))
    assert (page().title, page().slug) == ("Mending pots", "mending")


def test_another_file_of_the_same_title_is_refused(bring):
    bring()
    other = replace(TALK, question=("And plates?",))
    with pytest.raises(PageFileError, match="from another file") as caught:
        bring(other, name="plates.txt")
    assert caught.value.line == 3


def test_a_page_that_was_not_imported_is_not_overwritten(bring, section):
    bring()
    ImportedPage.objects.all().delete()
    with pytest.raises(PageFileError, match="was not imported"):
        bring()


def test_a_refused_file_leaves_the_database_as_it_was(bring):
    with pytest.raises(PageFileError):
        bring(TALK.data().split(b"Rivets")[0])
    assert not QAPage.objects.exists()
    assert not Topic.objects.exists()
    assert not ExpertIndexPage.objects.exists()


def test_an_error_while_writing_comments_takes_the_page_back_too(bring, monkeypatch):
    def fail(**_):
        raise LookupError("gone")

    monkeypatch.setattr("qa.legacy_import.discussion.add_comments", fail)
    with pytest.raises(LookupError):
        bring()
    assert not QAPage.objects.exists()
    assert not Topic.objects.exists()


def test_a_title_of_signs_only_still_gets_an_address(bring):
    bring(replace(TALK, title="???"))
    assert page().slug == "page"


def test_an_askers_name_longer_than_stored_is_cut_and_reported(bring):
    report = bring(replace(TALK, asker=f"({'x' * 90}, 4 February 2011)"))
    assert page().asker_name == "x" * 80
    assert "was cut" in odd(report)


def test_an_askers_name_of_eighty_characters_fits(bring):
    assert "was cut" not in odd(bring(replace(TALK, asker=f"({'x' * 80}, 4 February 2011)")))
