"""What a page, a feed and a mail may consist of, whatever strangers have sent."""

import email
import email.policy
import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

# Everything the templates use and nothing that runs, loads, frames or lays over.
TAGS = set(
    "html head meta title link script body header nav main section article footer div p span a h1 "
    "h2 h3 h4 ul ol li dl dt dd svg path circle g rect form fieldset legend label input textarea "
    "button output blockquote time strong em br hr figure img details summary "
    "contents-list print-page save-answer search-suggest share-answer was-helpful".split()
)
ATTRIBUTES = set(
    "lang dir charset name content property rel href sizes type title src class id tabindex role "
    "method action novalidate value for maxlength required rows cols readonly checked cite "
    "datetime autocomplete alt width height viewbox fill stroke d cx cy r stroke-width media "
    "stroke-linecap stroke-linejoin autofocus xmlns focusable transform x y rx enterkeyhint "
    "hreflang".split()
)
OPEN_ENDED = re.compile("(?:aria|data)-[a-z-]+")
POINTING = {"href", "src", "action", "cite"}
OWN = re.compile(r"(?:http://(?:localhost|testserver)(?=[/:#?]|$)|/(?!/)|#|\?|$)")
# Where an answer is shared, with nothing in the address but what is encoded for it.
SHARING = re.compile(
    r"(?:mailto:\?subject=|https://wa\.me/\?text=|https://bsky\.app/intent/compose\?text="
    r"|https://www\.facebook\.com/sharer/sharer\.php\?u=)[\w%.~&=/-]*"
)
READERS_LINK = re.compile(r"https?://")
IN_A_COMMENT = {"p", "br", "a"}
ENTRY_PARTS = set("title link id updated published author content summary".split())
ATOM = "{http://www.w3.org/2005/Atom}"
MAIL_HEADERS = set(
    "content-type mime-version subject from to date message-id auto-submitted list-unsubscribe "
    "x-auto-response-suppress list-unsubscribe-post".split()
)


def squeezed(text: str) -> str:
    """Return *text* as HTML shows it: every run of white space is one space."""
    return " ".join(text.split())


class Page(HTMLParser):
    """Collects what is wrong with a page, and what it says in the places that matter here."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.typed: list[str] = []  # what the fields of forms hold
        self.reasons: list[str] = []  # why a form was not taken
        self.comments: list[str] = []  # texts of comments, with squeezed spaces
        self.quotes: list[str] = []  # texts in quotation, likewise
        self._tag = self._sink = None
        self._last = ""
        self._in_errors = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        values = {name: value or "" for name, value in attrs}
        is_data = tag == "script" and values.get("type") == "application/ld+json"
        self._last = "data" if is_data else tag
        self._judge(tag, values)
        css = values.get("class", "").split()
        if "errors" in css:
            self._in_errors = True
        if "challenge" in css or values.get("role") == "alert":
            self.reasons.append(values["class"])
        if tag == "input":
            self.typed.append(values.get("value", ""))
        if self._sink is not None:
            self._sink.append(" " if tag in IN_A_COMMENT else f"<{tag}>")
        elif (
            tag in {"textarea", "blockquote"}
            or "comment__text" in css
            or (tag == "li" and self._in_errors)
        ):
            self._tag, self._sink = tag, []

    def _judge(self, tag: str, values: dict[str, str]) -> None:
        strange = {name for name in values if not OPEN_ENDED.fullmatch(name)} - ATTRIBUTES
        if tag not in TAGS or strange:
            self.faults.append(f"<{tag} {' '.join(values)}>")
        for name in POINTING & set(values):
            is_link = tag == "a" and values.get("rel") == "ugc nofollow noopener"
            allowed = READERS_LINK if is_link else OWN
            if not allowed.match(values[name]) and not SHARING.fullmatch(values[name]):
                self.faults.append(f"<{tag} {name}={values[name]}>")

    def handle_data(self, data: str) -> None:
        if self._last == "data":
            json.loads(data)  # all of it, or something in it has ended the block
        if self._last in {"script", "style"} and data.strip():
            self.faults.append(f"<{self._last}>{data}")
        if self._sink is not None:
            self._sink.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._last = ""
        if tag == "div":
            self._in_errors = False
        if tag != self._tag:
            return
        text = "".join(self._sink)
        self._tag = self._sink = None
        if tag == "textarea":
            self.typed.append(text.removeprefix("\n"))
        else:
            {"li": self.reasons, "blockquote": self.quotes, "div": self.comments}[tag].append(
                squeezed(text)
            )


def checked_page(html: str) -> Page:
    page = Page(html)
    assert not page.faults, page.faults[:3]
    return page


def checked_feed(xml: str) -> list[str]:
    """Return the texts of the comments in a feed, with squeezed spaces."""
    texts = []
    for entry in ET.fromstring(xml).iter(f"{ATOM}entry"):
        parts = {part.tag.removeprefix(ATOM) for part in entry}
        assert parts <= ENTRY_PARTS
        assert OWN.match(entry.find(f"{ATOM}link").get("href"))
        content = entry.findtext(f"{ATOM}content")
        assert set(re.findall(r"<\s*(\w+)", content)) <= IN_A_COMMENT
        texts += checked_page(f'<div class="comment__text">{content}</div>').comments
    return texts


def check_mail(message, receiver: str) -> None:
    """Hold a mail from the outbox to have one receiver, the usual headers, and no strange HTML."""
    assert message.recipients() == [receiver]
    sent = email.message_from_bytes(message.message().as_bytes(), policy=email.policy.default)
    assert {name.lower() for name in sent.keys()} <= MAIL_HEADERS  # noqa: SIM118 - no mapping
    for name, value in sent.items():
        assert not re.search(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]", value), name
    assert len(sent.get_all("To")) == len(sent.get_all("Subject")) == 1
    html = sent.get_body(("html",)).get_content()
    # The style sheet of a mail stands in the mail itself.
    style_removed = re.sub(r"<style>.*?</style>", "", html, count=1, flags=re.DOTALL)
    checked_page(style_removed)
