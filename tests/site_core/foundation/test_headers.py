from django.http import HttpResponse

from site_core.foundation.headers import keep_private


def test_no_cache_keeps_a_private_page() -> None:
    assert keep_private(HttpResponse())["Cache-Control"] == "no-store, private"


def test_search_engines_neither_list_nor_follow_a_private_page() -> None:
    assert keep_private(HttpResponse())["X-Robots-Tag"] == "noindex, nofollow"


def test_other_sites_do_not_learn_the_address_but_forms_keep_their_origin() -> None:
    # Not "no-referrer": with it browsers send "Origin: null", which the CSRF check refuses.
    assert keep_private(HttpResponse())["Referrer-Policy"] == "strict-origin"


def test_what_a_view_had_set_before_does_not_win() -> None:
    response = HttpResponse(headers={"Cache-Control": "public, max-age=60"})
    assert keep_private(response)["Cache-Control"] == "no-store, private"
