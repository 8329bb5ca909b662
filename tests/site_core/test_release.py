from site_core.settings.release import fingerprint


def test_release_is_another_where_a_template_is(tmp_path):
    (tmp_path / "templates").mkdir()
    template = tmp_path / "templates" / "base.html"
    template.write_text("<p>")
    before = fingerprint(tmp_path)

    template.write_text("<b>")

    assert fingerprint(tmp_path) != before


def test_release_is_the_same_on_every_node(tmp_path):
    for node in ("one", "two"):
        (tmp_path / node / "qa").mkdir(parents=True)
        (tmp_path / node / "qa" / "views.py").write_text("pass")

    assert fingerprint(tmp_path / "one") == fingerprint(tmp_path / "two")


def test_release_is_another_at_another_address(tmp_path):
    assert fingerprint(tmp_path, "https://a.example") != fingerprint(tmp_path, "https://b.example")
