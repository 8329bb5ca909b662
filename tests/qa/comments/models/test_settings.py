import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Site

from qa.comments.models import CommentSettings, ConsentStatement
from qa.comments.models.settings import LONGEST_TIME, validate_addresses
from tests.factories import CommentSettingsFactory, UserFactory, home_page


def errors_of(**fields) -> dict[str, list[str]]:
    try:
        CommentSettings(**fields).full_clean(exclude=["site"])
    except ValidationError as error:
        return error.message_dict
    return {}


@pytest.mark.django_db
def test_a_new_site_starts_with_rules_that_are_valid() -> None:
    assert errors_of() == {}


@pytest.mark.django_db
def test_a_new_site_holds_the_first_comment_of_everybody() -> None:
    assert CommentSettingsFactory().comment_policy == "hold_first"


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["close_after_days", "edit_minutes"])
def test_a_time_beyond_what_dates_can_reach_is_refused(field: str) -> None:
    assert list(errors_of(**{field: LONGEST_TIME + 1})) == [field]
    assert errors_of(**{field: LONGEST_TIME}) == {}


@pytest.mark.django_db
def test_each_line_that_is_no_network_is_named_by_its_number() -> None:
    messages = errors_of(blocked_networks="192.0.2.0/24\n\nnowhere\n2001:db8::/32\n0.0.0.0/0")
    assert [message[:7] for message in messages["blocked_networks"]] == ["Line 3,", "Line 5,"]


@pytest.mark.django_db
def test_addresses_one_a_line_with_blank_ones_between_are_taken() -> None:
    assert errors_of(alert_addresses="ada@example.org\r\n\r\n  grace@example.org \r\n") == {}


@pytest.mark.django_db
def test_an_alert_address_that_is_none_is_named_by_its_line() -> None:
    messages = errors_of(alert_addresses="ada@example.org\n\ngrace(at)example.org")
    assert messages == {"alert_addresses": ["Line 3 is not an e-mail address."]}


def test_the_first_wrong_address_is_the_one_that_is_named() -> None:
    with pytest.raises(ValidationError, match="Line 1 "):
        validate_addresses("one\ntwo")


def test_a_list_leaves_out_blank_lines_and_remarks() -> None:
    assert CommentSettings.entries("one\n\n two \n# remark\nthree # why") == ("one", "two", "three")


@pytest.mark.django_db
def test_the_consent_statement_is_kept_when_it_is_first_agreed_to() -> None:
    statement = CommentSettingsFactory(consent_text="I agree.").current_consent()
    assert ConsentStatement.objects.get() == statement
    assert statement.text == "I agree."


@pytest.mark.django_db
def test_the_same_words_are_the_same_version() -> None:
    rules = CommentSettingsFactory(consent_text="I agree.")
    assert rules.current_consent() == rules.current_consent()


@pytest.mark.django_db
def test_other_words_are_a_new_version_and_the_old_one_stays() -> None:
    old = CommentSettingsFactory(consent_text="I agree.").current_consent()
    new = CommentSettingsFactory(consent_text="I agree to more.").current_consent()
    assert new != old
    assert ConsentStatement.objects.get(pk=old.pk).text == "I agree."


@pytest.mark.django_db
def test_editors_can_open_the_form_of_the_rules(client) -> None:
    client.force_login(UserFactory(admin=True))
    home_page()
    site = Site.objects.get(is_default_site=True)
    address = reverse("wagtailsettings:edit", args=["qa_comments", "commentsettings", site.pk])
    html = client.get(address).text
    assert "alert_addresses" in html
    assert "medical_notice" in html
