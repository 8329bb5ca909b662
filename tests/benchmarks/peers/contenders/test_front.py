import re
from pathlib import Path

import pytest
from django.conf import settings

from benchmarks.peers.contenders.front import render

SHIPPED = (settings.BASE_DIR / "deploy" / "nginx" / "site.conf").read_text()
PORTS = {"80 default_server": 1, "80": 2, "443 ssl http2": 3, "127.0.0.1:8090": 4}


def rendered(shipped: str = SHIPPED) -> str:
    made = render(shipped, folder=Path("/scratch"), site=Path("/scratch/site"), ports=PORTS)
    return re.sub(r"(?m)^ *#.*", "", made)


def test_every_server_listens_on_one_port_of_the_loopback_interface():
    listens = re.findall(r"listen (\S+);", rendered())
    assert sorted(listens) == [f"127.0.0.1:{port}" for port in PORTS.values()]


def test_nothing_of_the_machine_is_written_to_or_read():
    paths = re.findall(r"[ \"](/(?:etc|var|srv)\S*)", rendered())
    assert paths == ["/var/www/html;"]  # for certificates, which nobody asks for


def test_no_certificate_is_needed():
    assert "ssl" not in rendered()


def test_limits_for_one_address_stay():
    assert "rate=30r/s" in rendered()


def test_shipped_file_that_says_something_else_is_an_error():
    with pytest.raises(RuntimeError, match="listen 80;"):
        rendered(SHIPPED.replace("listen 80;", "listen 8080;"))
