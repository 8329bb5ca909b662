"""``manage.py import_page``: options, exit, and what it prints."""

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from rich.console import Console
from wagtail.models import Page

from qa.comments.models import Comment
from qa.experts.models import ExpertPage
from qa.legacy_import.document import Notes
from qa.legacy_import.report import SHOWN, FileReport, Outcome, print_report
from qa.models import QAIndexPage, QAPage, Topic
from tests.qa.legacy_import.reading import SEED
from tests.qa.legacy_import.samples import ACCOUNT, TALK, with_comments

pytestmark = pytest.mark.django_db


def run(*files, parent="/old-answers/", **options) -> str:
    out = StringIO()
    call_command("import_page", *map(str, files), parent=parent, stdout=out, **options)
    return out.getvalue()


def test_a_file_is_imported_and_the_report_says_what_was_made(section, write):
    said = run(write())
    assert QAPage.objects.get().title == TALK.title
    assert said.startswith(f"teapots.txt -> {QAPage.objects.get().url}: created\n")
    assert f'made      page      "{TALK.title}", 2 sections' in said
    assert "5 added, 2 of them expert replies (1 under the comment they answer)" in said


def test_the_report_lists_guesses_omissions_and_oddities_with_lines(section, write):
    said = run(write())
    assert f"guessed   line {TALK.line_of(TALK.topics)}    topics Bone China" in said
    assert "left out  line 1    breadcrumb" in said
    assert f"odd       line {TALK.line_of('Gus - Your')}   the question of Gus" in said


def test_a_second_run_says_that_nothing_is_to_do(section, write):
    run(write())
    assert "unchanged, nothing to do" in run(write())


def test_a_dry_run_reports_the_same_and_keeps_nothing(section, write):
    dry = run(write(), dry_run=True)
    assert not QAPage.objects.exists()
    assert not Topic.objects.exists()
    assert dry == "DRY RUN, nothing is kept: " + run(write())


def test_a_dry_run_of_a_broken_file_fails_too(section, write):
    with pytest.raises(CommandError, match="the file is empty"):
        run(write(b""), dry_run=True)


def test_every_file_is_tried_and_failures_are_named_at_the_end(section, write):
    broken = write(TALK.data().split(b"let go")[0], "broken.txt")
    with pytest.raises(CommandError) as caught:
        run(broken, write(), write(b"", "empty.txt"))
    assert f"{broken}:{TALK.line_of('Rivets')}: " in str(caught.value)
    assert "2 of 3 files failed" in str(caught.value)
    assert QAPage.objects.get().title == TALK.title


def test_a_missing_file_is_a_clear_failure(section, tmp_path):
    with pytest.raises(CommandError, match=r"none\.txt: cannot be read: No such file"):
        run(tmp_path / "none.txt")


def test_an_unknown_parent_names_those_there_are(section, write):
    with pytest.raises(CommandError, match=r'at "/nowhere/"; there are: .*/old-answers/'):
        run(write(), parent="/nowhere/")


def test_a_section_outside_every_site_is_named_as_such(section, write):
    root = Page.get_first_root_node()
    root.add_child(instance=QAIndexPage(title="Stray", slug="stray"))
    with pytest.raises(CommandError, match=r'"Stray" \(in no site\)'):
        run(write(), parent="/stray/")


def test_without_any_section_it_says_how_to_make_one(db, write):
    with pytest.raises(CommandError, match="make one in the admin"):
        run(write())


@pytest.mark.parametrize("parent", ["old-answers", "/old-answers", "http://localhost/old-answers/"])
def test_the_parent_may_be_given_in_several_ways(section, write, parent):
    assert "created" in run(write(), parent=parent)


def test_the_parent_on_another_host_is_not_meant(section, write):
    with pytest.raises(CommandError, match="No section of answers"):
        run(write(), parent="http://example.org/old-answers/")


def test_replies_by_an_unknown_expert_names_those_there_are(section, write):
    run(write())
    with pytest.raises(CommandError, match='called "bob"; there are: ada-kettle, teapotclinic'):
        run(write(), replies_by="bob")


def test_replies_by_an_expert_credits_that_expert(section, write):
    run(write(with_comments()))
    run(write(), replies_by="ada-kettle")
    ada = ExpertPage.objects.get(slug="ada-kettle")
    assert set(Comment.objects.filter(user_name=ACCOUNT).values_list("expert", flat=True)) == {
        ada.pk
    }


def test_the_expert_account_option_reaches_the_parser(section, write):
    assert 'signed by the expert account "Nobody"' in run(write(), expert_account="Nobody")


def test_a_missing_end_is_accepted_on_request(section, write):
    sample = replace(TALK, closing=())
    with pytest.raises(CommandError, match="--accept-missing-end"):
        run(write(sample))
    assert "created" in run(write(sample), accept_missing_end=True)


def test_markup_and_escapes_in_a_file_do_not_reach_the_terminal(section, write):
    said = run(write(replace(TALK, topics="[red]Glue\u202e Spouts")))
    assert "[red]Glue·, Spouts" in said
    assert "\u202e" not in said


def test_on_a_terminal_the_report_is_a_table():
    out = StringIO()
    report = FileReport("a.txt", Outcome.CREATED, "/a/", [("page", "[b]x")], Notes())
    print_report(Console(file=out, force_terminal=True, width=60), report)
    assert "\x1b[" in out.getvalue()
    assert "─" in out.getvalue()
    assert "made" in out.getvalue()
    assert "[b]x" in out.getvalue()


def test_a_long_list_is_cut_unless_all_are_asked_for():
    report = FileReport("a.txt")
    for line in range(SHOWN + 5):
        report.notes.odd(line + 1, "strange")
    short, long = StringIO(), StringIO()
    print_report(Console(file=short), report)
    print_report(Console(file=long), report, everything=True)
    assert "and 5 more" in short.getvalue()
    assert long.getvalue().count("strange") == SHOWN + 5


def test_the_seed_arrives_whole(section):
    if not SEED.exists():
        pytest.skip("the seed page is not on this machine")
    run(SEED)
    comments = Comment.objects.filter(page=QAPage.objects.get())
    replies = comments.filter(expert__isnull=False)
    assert (comments.count(), replies.count()) == (30, 4)
    assert set(replies.filter(reply_to__isnull=False).values_list("quoted_name", flat=True)) == {
        "Dan",
        "Munirah",
        "Irishlad",
    }
