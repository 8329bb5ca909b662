"""A reader without an account writes, changes and takes back comments, by mouse and by keyboard."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from qa.comments import followers
from qa.comments.links import follow_path, manage_path
from qa.comments.models import Comment, CommentSettings, Report, SameQuestion
from qa.comments.posting import confirm
from tests.browser.looking import without_script

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

RECEIPT = re.compile("/comments/manage/[^/]+/$")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def write(page: Page, *, name: str = "", email: str = "", text: str = "") -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_label("Your comment").fill(text)


# Without a script, on a narrow screen


@without_script
def test_wrong_input_comes_back_whole(page: Page, live_server, article) -> None:
    page.goto(live_server.url + article.url)
    page.get_by_role("link", name="Add a comment").click()
    write(page, email="ada@", text="  1 < 2 & “so on”\n\n\tto the end ")
    page.get_by_label("Tell me about replies").check()
    press(page, "Post comment")
    expect(page.get_by_label("Your e-mail address")).to_have_value("ada@")
    expect(page.get_by_label("Your comment")).to_have_value("  1 < 2 & “so on”\n\n\tto the end ")
    expect(page.get_by_label("Tell me about replies")).to_be_checked()


@without_script
def test_what_is_wrong_is_said_at_its_field_and_above(page: Page, live_server, article) -> None:
    page.goto(f"{live_server.url}{article.url}comment/")
    write(page, email="ada@", text="Words")
    press(page, "Post comment")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_label("Your name")).to_be_focused()
    said = "Give a name to show with your comment."
    expect(page.get_by_label("Your name")).to_have_accessible_description(re.compile(said))
    expect(page.get_by_role("alert").get_by_role("listitem")).to_have_count(2)
    page.get_by_role("alert").get_by_role("link", name="This is not a whole").click()
    expect(page.get_by_label("Your e-mail address")).to_be_focused()


@without_script
def test_the_cursor_stands_in_the_first_wrong_field(page: Page, live_server, article) -> None:
    page.goto(f"{live_server.url}{article.url}comment/")
    write(page, name="Ada")
    page.get_by_label("Tell me about replies").check()  # which asks for an address
    press(page, "Post comment")
    expect(page.get_by_label("Your e-mail address")).to_be_focused()


@without_script
def test_a_comment_is_previewed_and_posted(page: Page, live_server, article) -> None:
    page.goto(f"{live_server.url}{article.url}comment/")
    write(page, name="Ada", email="ada@example.org", text="One line\nand <b>another</b>")
    press(page, "Preview")
    shown = page.get_by_role("region", name="This is how it will look")
    expect(shown).to_contain_text("and <b>another</b>")
    press(page, "Post comment")
    expect(page).to_have_url(RECEIPT)
    expect(page.get_by_role("status")).to_contain_text("It waits for you to confirm your address.")


@without_script
def test_a_reply_is_posted_below_what_it_answers(page: Page, live_server, article) -> None:
    page.goto(live_server.url + article.url)
    page.get_by_role("link", name="Reply to Grace").click()
    expect(page.get_by_role("region", name="You answer Grace")).to_contain_text("Does it hurt?")
    write(page, name="Ada", text="Only at first.")
    press(page, "Post reply")
    expect(page.get_by_role("status")).to_contain_text("Saved. It waits for a moderator.")
    assert Comment.objects.get(comment="Only at first.").reply_to.user_name == "Grace"


@without_script
def test_a_doubted_comment_goes_on_with_the_answer_to_a_question(
    page: Page, live_server, article, monkeypatch
) -> None:
    monkeypatch.setattr("qa.antispam.form.SHORTEST_TIME", 0)  # the test is faster than people are
    page.goto(f"{live_server.url}{article.url}comment/")
    write(
        page, name="Ada", text="WHY DOES NOBODY EVER SAY HOW LONG ALL OF THIS IS GOING TO TAKE US"
    )
    press(page, "Post comment")
    expect(page.get_by_label("Which of these is")).to_be_focused()
    page.get_by_label("Which of these is").fill("no such word")
    press(page, "Post comment")
    expect(page.get_by_label("Which of these is")).to_be_focused()
    page.get_by_label("I cannot answer this").check()
    press(page, "Post comment")
    expect(page).to_have_url(RECEIPT)


@without_script
def test_the_mailed_link_confirms_the_comment(
    page: Page, live_server, posted, deliver_mail
) -> None:
    posted(email="ada@example.org")
    (mail,) = deliver_mail()
    address = urlsplit(re.search(r"\S+/comments/confirm/\S+", mail.body)[0])
    page.goto(live_server.url + address.path)
    expect(page.get_by_role("region", name="What you wrote")).to_contain_text("better with time")
    press(page, "Yes, this is mine")
    expect(page).to_have_url(RECEIPT)
    expect(page.get_by_role("status")).to_contain_text("Saved. It waits for a moderator.")


@without_script
def test_a_comment_is_changed(page: Page, live_server, posted) -> None:
    page.goto(live_server.url + manage_path(posted()))
    page.get_by_role("link", name="Change the text").click()
    page.get_by_label("Your comment").fill("It got better.")
    press(page, "Save the change")
    expect(page.get_by_role("status").first).to_have_text("Your change is saved.")
    expect(page.get_by_role("region", name="What you wrote")).to_contain_text("It got better.")


@without_script
def test_a_comment_is_taken_back(page: Page, live_server, posted, subtests) -> None:
    for link, button, said in (
        ("Withdraw the comment", "Withdraw it for good", "Your comment is withdrawn."),
        ("Erase this comment", "Erase it for good", "Everything is erased."),
    ):
        with subtests.test(link):
            page.goto(live_server.url + manage_path(posted(text=link)))
            page.get_by_role("link", name=link).click()
            press(page, button)
            expect(page.get_by_role("status").first).to_have_text(said)


@without_script
def test_mail_is_stopped_on_the_receipt(page: Page, live_server, article, posted) -> None:
    receipt = posted(email="ada@example.org", wants_replies=True)
    confirm(receipt, CommentSettings.for_site(article.get_site()))
    page.goto(live_server.url + manage_path(receipt))
    expect(page.locator("main")).to_contain_text("You hear of new replies in this conversation.")
    press(page, "Stop all mail")
    expect(page.locator("main")).to_contain_text("We send you no mail about this comment.")


@without_script
def test_a_follower_stops_the_mail_and_starts_it_again(page: Page, live_server, posted) -> None:
    comment = posted(email="ada@example.org").comment
    following = followers.follow(comment=comment, email="ada@example.org", is_confirmed=True)
    page.goto(live_server.url + follow_path(following))
    press(page, "Stop these mails")
    expect(page.get_by_role("status")).to_contain_text("Stopped.")
    press(page, "Start them again")
    expect(page.get_by_role("button", name="Stop these mails")).to_be_visible()


@without_script
def test_a_comment_is_reported(page: Page, live_server, article) -> None:
    page.goto(live_server.url + article.url)
    page.get_by_role("link", name="Report the comment by Grace").click()
    press(page, "Send the report")
    page.get_by_role("alert").get_by_role("link", name="Choose what is wrong").click()
    expect(page.get_by_label("It gives advice that could harm")).to_be_focused()
    page.get_by_label("It is advertising or spam").check()
    press(page, "Send the report")
    expect(page.get_by_role("status")).to_contain_text("Thank you.")
    assert Report.objects.get().reason == "spam"


@without_script
def test_a_reader_has_the_same_question(page: Page, live_server, article) -> None:
    page.goto(live_server.url + article.url)
    page.get_by_role("link", name="I have this question too").click()
    press(page, "I have this question too")
    expect(page.get_by_role("status")).to_contain_text("1 reader said")
    assert SameQuestion.objects.get().page_id == article.pk
