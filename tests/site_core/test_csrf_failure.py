"""A form that is refused gives its reader back what they typed, and nobody else a say."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

pytestmark = pytest.mark.django_db


def refused(path: str = "/", data: dict | None = None, **headers: str) -> BeautifulSoup:
    """Send a form without a token; return the page that answers."""
    data = {"text": "Hello"} if data is None else data
    response = Client(enforce_csrf_checks=True).post(path, data, headers=headers)
    assert response.status_code == 403
    assert response["Cache-Control"] == "no-store, private"
    return BeautifulSoup(response.content, "html.parser")


def given_back(soup: BeautifulSoup) -> dict[str, str]:
    """Return the text of each box that gives something back, by its label."""
    boxes = {box["id"]: box.text.removeprefix("\n") for box in soup.select("textarea[readonly]")}
    return {label.text: boxes[label["for"]] for label in soup.select("main label")}


def test_it_says_why_and_what_to_do() -> None:
    lead = refused().select_one("main .lead").text
    assert "cookies" in lead
    assert "open for very long" in lead


def test_what_was_typed_can_be_copied_line_by_line() -> None:
    text = "\nDear all,\r\n\r\n<b>a</b> </textarea><script>x</script>"
    boxes = given_back(refused(data={"text": text}))
    assert boxes == {"Your comment": text}


def test_every_box_has_a_label_of_its_own() -> None:
    boxes = given_back(refused(data={"text": "Hello", "name": "Jane", "day_of_visit": "Monday"}))
    assert list(boxes) == ["Your comment", "Your name", "Day of visit"]


@pytest.mark.parametrize(
    "name",
    ["csrfmiddlewaretoken", "password", "new_password1", "email", "E-Mail", "challenge_token"],
)
def test_secrets_and_addresses_are_not_given_back(name: str) -> None:
    assert given_back(refused(data={name: "secret"})) == {}


@pytest.mark.parametrize("name", ["action", "sheet", "website", "next", "reply_to"])
def test_what_no_reader_typed_is_not_given_back(name: str) -> None:
    assert given_back(refused(data={name: "something"})) == {}


@pytest.mark.parametrize("blank", ["", " \r\n"])
def test_a_blank_field_is_not_given_back(blank: str) -> None:
    assert given_back(refused(data={"text": blank})) == {}


def test_a_field_sent_twice_is_given_back_twice() -> None:
    texts = [box.text.strip() for box in refused(data={"text": ["a", "b"]}).select("textarea")]
    assert texts == ["a", "b"]


def test_an_endless_text_is_given_back_in_part() -> None:
    boxes = given_back(refused(data={"text": "x" * 20_000}))
    assert len(boxes["Your comment"]) == 10_000


def test_a_form_of_thousands_of_fields_is_given_back_in_part() -> None:
    assert len(given_back(refused(data={f"f{n}": "x" for n in range(5000)}))) == 20


@pytest.mark.parametrize("path", ["/admin/account/", "/account/login/"])
def test_pages_of_staff_give_nothing_back(path: str) -> None:
    assert given_back(refused(path, {"login": "jane", "text": "Hello"})) == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_another_site_cannot_put_its_words_on_our_page(headers: dict) -> None:
    assert given_back(refused(**headers)) == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": "http://testserver"},
    ],
)
def test_a_form_of_our_own_is_given_back(headers: dict) -> None:
    assert given_back(refused(**headers)) == {"Your comment": "Hello"}


def test_the_way_on_is_the_form_itself_with_what_it_answers() -> None:
    link = refused("/some/form/?reply_to=7&x=<i>").select_one("main a.button")
    assert link["href"] == "/some/form/?reply_to=7&x=%3Ci%3E"


def test_the_way_on_never_leaves_the_site(rf) -> None:
    from site_core.errors import csrf_failure

    request = rf.post("/", {"text": "Hello"})
    request.path = "//elsewhere.example/"
    soup = BeautifulSoup(csrf_failure(request).content, "html.parser")
    assert soup.select_one("main a.button")["href"] == "/%2Felsewhere.example/"


def test_a_browser_that_hangs_up_is_no_failure_of_ours(rf) -> None:
    from site_core.errors import csrf_failure

    class Gone:
        def read(self, size: int = -1) -> bytes:
            raise OSError("the connection was closed")

    request = rf.post("/", {"text": "Hello"})
    request._stream = Gone()
    assert csrf_failure(request).status_code == 403
