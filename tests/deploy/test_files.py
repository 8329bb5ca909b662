"""What is shipped in deploy/ is read by the programs it is for, where they are installed."""

import re
import subprocess
from pathlib import Path
from shutil import which

import pytest
import yaml
from django.conf import settings

from qa.delivery.middleware import JUST_WROTE

from .rendering import MODULE, free_ports, render

DEPLOY = Path(settings.BASE_DIR) / "deploy"
ENVIRONMENT = Path(settings.BASE_DIR) / "site_core" / "settings" / "environment.py"
ADDRESSED = ("nginx", "web1", "web2")
NODES = ("8001", "8002")
EMPTY = '""'
NOT_IN_TEMPLATE = {
    "MEDIA_ROOT",  # the units may write below /var/lib/ask-our-experts only
    "SERVE_MEDIA",  # the nginx of deploy/ has the nodes serve the pictures
}
UNITS = sorted((DEPLOY / "systemd").iterdir())


def needs(program: str):
    return pytest.mark.skipif(which(program) is None, reason=f"{program} is not installed")


def run(*command: str | Path) -> str:
    """Return what the command says; fail with that if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stderr + done.stdout


@needs("nginx")
@needs("openssl")
@pytest.mark.skipif(not MODULE.exists(), reason="libnginx-mod-http-cache-purge is not installed")
def test_nginx_reads_the_site(tmp_path: Path) -> None:
    main = render(tmp_path, free_ports(), static=tmp_path)
    said = run("nginx", "-t", "-c", main).splitlines()
    # Newer versions would like "http2" in a line of its own, which older ones do not know.
    assert [line for line in said if "[warn]" in line and "http2" not in line] == []


@needs("systemd-analyze")
def test_systemd_reads_the_units() -> None:
    assert run("systemd-analyze", "verify", *UNITS) == ""


@needs("shellcheck")
def test_the_upgrade_is_a_sound_script() -> None:
    run("shellcheck", DEPLOY / "upgrade")


def test_no_two_services_of_a_machine_serve_their_metrics_at_one_port() -> None:
    units = (DEPLOY / "systemd").glob("*.service")
    said = [re.findall(r"METRICS_ADDRESS=127\.0\.0\.1:(\S+)", unit.read_text()) for unit in units]
    addresses = [address.replace("%i", node) for node in NODES for (address,) in filter(None, said)]
    assert sorted(set(addresses)) == ["18000", *(f"1{node}" for node in NODES)]
    guide = (DEPLOY.parent / "docs" / "for-operators" / "watching.md").read_text()
    assert all(f"127.0.0.1:{address}" in guide for address in addresses)


def test_every_program_of_a_unit_is_kept_from_gaining_rights() -> None:
    services = [unit.read_text() for unit in UNITS if unit.suffix == ".service"]
    assert len(services) == 5
    for service in services:
        assert "User=ask-our-experts\n" in service
        assert "NoNewPrivileges=yes\n" in service
        assert "ProtectSystem=strict\n" in service


def test_what_only_a_timer_starts_tells_somebody_when_it_fails() -> None:
    for name in ("audit", "backup"):
        unit = (DEPLOY / "systemd" / f"ask-our-experts-{name}.service").read_text()
        assert "\nOnFailure=ask-our-experts-failed@%n.service\n" in unit


def test_the_audit_has_what_is_locked_for_development() -> None:
    locked = (DEPLOY.parent / "requirements-dev.txt").read_text()
    needed = re.findall(r"^(\S+==\S+|    --hash=\S+)", (DEPLOY / "audit.txt").read_text(), re.M)
    assert [line for line in needed if line not in locked] == []
    assert any(line.startswith("pip-audit==") for line in needed)


def variables(pattern: str, file: Path) -> set[str]:
    return set(re.findall(pattern, file.read_text(), re.MULTILINE))


def test_the_template_and_the_readme_name_each_variable_that_is_read() -> None:
    read = variables(r'env\.\w+\(\s*"([A-Z0-9_]+)"', ENVIRONMENT)
    assert len(read) > 20
    assert read - variables(r"^#?([A-Z0-9_]+)=", DEPLOY / "site.env") == NOT_IN_TEMPLATE
    assert read - variables(r"^\| `([A-Z0-9_]+)` \|", DEPLOY.parent / "README.md") == set()


@pytest.mark.parametrize("name", ["site.env", "compose/site.env.example"])
def test_the_templates_name_only_variables_that_are_read(name: str) -> None:
    named = variables(r"^#?([A-Z0-9_]+)=", DEPLOY / name)
    read = variables(r'"([A-Z0-9_]+)"', ENVIRONMENT)
    assert named - read - {"DATABASE_PASSWORD", "VERSION"} == set()


def test_the_templates_hold_no_secret() -> None:
    for name in ("site.env", "compose/site.env.example"):
        assert "\nSECRET_KEY=\n" in (DEPLOY / name).read_text()


def test_the_containers_of_the_site_write_nowhere_and_may_do_nothing() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    for name in ("prepare", "web1", "web2", "worker"):
        assert services[name]["read_only"]
        assert services[name]["cap_drop"] == ["ALL"]


def test_the_containers_get_every_variable_that_the_site_reads() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    read = set(re.findall(r"= env\.\w+\(\s*\"([A-Z0-9_]+)\"", ENVIRONMENT.read_text()))
    assert len(read) > 20
    for name in ("prepare", "web1", "web2", "worker"):
        assert read - set(services[name]["environment"]) == {"MEDIA_ROOT", "SERVE_MEDIA"}


def test_redis_forgets_what_is_oldest_and_writes_nothing() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    said = re.findall(r"--(\S+) (\S*)", " ".join(services["redis"]["command"]))
    guide = (DEPLOY.parent / "docs" / "for-operators" / "one-machine.md").read_text()
    for name, value in said:
        assert f"\n{name} {value or EMPTY}\n" in guide
    assert dict(said) == {"save": "", "maxmemory": "256mb", "maxmemory-policy": "allkeys-lru"}


def test_nginx_and_the_containers_know_each_other() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    address = {name: services[name]["networks"]["inside"]["ipv4_address"] for name in ADDRESSED}
    local = (DEPLOY / "compose" / "local.conf").read_text()
    assert services["web1"]["environment"]["TRUSTED_PROXIES"] == address["nginx"]
    assert all(f"server {address[node]}:8000 " in local for node in ("web1", "web2"))


@pytest.mark.parametrize("file", ["nginx/site.conf", "varnish/default.vcl"])
def test_caches_let_those_past_whose_pages_are_their_own(file) -> None:
    (own,) = re.findall(r"\"~?(\(\^\|;\\s\*\)\(.*sessionid.*\)=)\"", (DEPLOY / file).read_text())
    for cookie in ("sessionid", "__Host-sessionid", JUST_WROTE):
        assert re.search(own, f"__Host-csrftoken=1; {cookie}=2"), cookie
    assert not re.search(own, "__Host-csrftoken=1")
