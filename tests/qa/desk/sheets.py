"""The forms of the queue that decide on many comments, as a browser without a script sends them."""

from bs4 import BeautifulSoup
from django.urls import reverse

from qa.comments.models import Comment
from tests.factories import CommentFactory


class Sheet:
    """The form below the cards of one page of the queue, or the page that asks again."""

    def __init__(self, client, response) -> None:
        self.client, self.text = client, response.text
        soup = BeautifulSoup(response.content, "html.parser")
        self.form = soup.select_one(".desk-bulk__sure, .desk-bulk")
        action = self.form and self.form.get("action")
        self.action = action or response.request["PATH_INFO"]
        boxes = self.form.select("[type=hidden]") if self.form else []
        self.fields: dict[str, list[str]] = {}
        for box in boxes:
            self.fields.setdefault(box["name"], []).append(box["value"])

    def send(self, **fields) -> "Sheet":
        sent = self.client.post(self.action, {**self.fields, **fields}, follow=True)
        return Sheet(self.client, sent)

    def send_all(self, to: str, **fields) -> "Sheet":
        return self.send(scope="all", to=to, **fields)

    def undo(self) -> str:
        bar = BeautifulSoup(self.text, "html.parser").select_one(".desk__undo")
        return self.client.post(bar["action"], follow=True).text


def look(client, tab: str = "queue", **query) -> Sheet:
    return Sheet(client, client.get(reverse(f"qa_desk:{tab}"), query))


def ticked(*comments: Comment) -> list[str]:
    return [f"{one.pk}:{one.version}" for one in comments]


def states() -> list[str]:
    return list(Comment.objects.order_by("pk").values_list("state", flat=True))


def pending(number: int, **given) -> list[Comment]:
    return [CommentFactory(state="pending", **given) for _ in range(number)]
