"""Through the callable that servers load: the test client goes round them."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import RequestFactory

from qa.models import QAPage
from site_core import wsgi
from site_core.content_types import plain_content_type
from tests.factories import QAIndexPageFactory, QAPageFactory

FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=XX"
CODECS = "base64 rot13 zlib idna hex undefined punycode utf-7 utf-16 latin-1 nonsense".split()
PARAMETERS = [f"charset={codec}" for codec in CODECS] + [
    'charset="base64"',
    "CharSet = base64",
    "charset*=utf-8''base64",
    "charset*=nonsense''x",
    "charset*=undefined''%ff",
    "charset*=a''b; charset*0=c",
    "charset=utf-8",
]
FIELDS = {"name": "Ada", "text": "In the café.", "action": "preview"}
BODIES = {
    FORM: "name=Ada&text=In+the+caf%C3%A9.&action=preview",
    PARTS: "".join(
        f'--XX\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in FIELDS.items()
    )
    + "--XX--\r\n",
}


@pytest.fixture
def article(db) -> Iterator[QAPage]:
    request_started.disconnect(close_old_connections)  # the test needs its own once more
    yield QAPageFactory(parent=QAIndexPageFactory(slug="ask"), comment_policy="open")
    request_started.connect(close_old_connections)


def answered(path: str, content_type: str, body: str = "") -> tuple[str, str]:
    """Return the status and the text that the WSGI application gives."""
    told: list[str] = []
    key = "a" * 32
    sent = RequestFactory(headers={"X-CSRFToken": key}).generic(
        "POST" if body else "GET",
        path,
        body.encode(),
        HTTP_COOKIE=f"csrftoken={key}",
    )
    response = wsgi.application(
        {**sent.environ, "wsgi.input": BytesIO(body.encode()), "CONTENT_TYPE": content_type},
        lambda status, headers: told.append(status),
    )
    return told[0], b"".join(response).decode()


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_no_parameter_of_a_content_type_makes_the_site_fail(article, parameter: str) -> None:
    status, text = answered(f"{article.url}?x=%ff", f"text/plain; {parameter}")
    assert status == "200 OK"
    assert article.title in text


@pytest.mark.parametrize("form", BODIES)
@pytest.mark.parametrize("parameter", ["charset=base64", "charset=idna", "charset*=nonsense''x"])
def test_a_form_is_read_as_utf_8_whatever_it_says(article, form: str, parameter: str) -> None:
    status, text = answered(f"{article.url}comment/", f"{form}; {parameter}", BODIES[form])
    assert status == "200 OK"
    assert FIELDS["text"] in text


@pytest.mark.parametrize(
    ("header", "plain"),
    [
        ("text/html", "text/html"),
        ("Text/HTML ; charset=utf-8", "Text/HTML"),
        (
            "multipart/form-data; charset=hex; boundary=a-b; x=y",
            "multipart/form-data; boundary=a-b",
        ),
        ('multipart/form-data;BOUNDARY="a b;c"', 'multipart/form-data; boundary="a b;c"'),
        ("multipart/form-data; boundary*=x''y", "multipart/form-data"),
        ("multipart/form-data; boundary=", "multipart/form-data"),
        ("; boundary=", ""),
        ("\xe9; charset=\xe9", "\xe9"),
        ("a;" * 50_000, "a"),
    ],
)
def test_of_a_content_type_only_the_boundary_stays(header: str, plain: str) -> None:
    assert plain_content_type(header) == plain


@pytest.mark.django_db
def test_a_part_with_parameters_out_of_order_is_answered_with_a_page(client) -> None:
    part = "Content-Disposition: form-data; name=\"text\"; x*=a''b; x*0=c"
    body = f"--B\r\n{part}\r\n\r\nHi\r\n--B--\r\n"
    address = f"{QAPageFactory().url}comment/"
    response = client.post(address, body, content_type="multipart/form-data; boundary=B")
    assert response.status_code == 400
    assert "<h1" in response.text


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [
        ("/", 2_500_001, 413),
        ("/account/login/", 2_500_001, 413),
        ("/admin/images/multiple/add/", 2_500_001, 302),
        ("/admin/images/multiple/add/", 12 * 1024 * 1024 + 1, 413),
    ],
)
@pytest.mark.django_db
def test_a_body_that_no_form_has_is_not_even_read(
    path: str, length: int, status: int, client
) -> None:
    sent = client.post(path, b"", content_type=PARTS, CONTENT_LENGTH=str(length))
    assert sent.status_code == status


@pytest.mark.django_db
def test_staff_are_told_how_large_a_file_may_be(client) -> None:
    sent = client.post("/admin/", b"", content_type=PARTS, CONTENT_LENGTH=str(10**9))
    assert "up to 10.0" in sent.content.decode()
