"""The files of deploy/nginx and deploy/varnish, for servers beside others on this machine."""

import re
import socket
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from shutil import copy, copytree

from django.conf import settings

SHIPPED = Path(settings.BASE_DIR) / "deploy" / "nginx"
VARNISH = Path(settings.BASE_DIR) / "deploy" / "varnish" / "default.vcl"
MODULE = Path("/usr/lib/nginx/modules/ngx_http_cache_purge_module.so")
BROTLI = MODULE.with_name("ngx_http_brotli_static_module.so")
MAIN = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
{modules}
events {{ worker_connections 512; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass
class Ports:
    """Where everything listens, all on 127.0.0.1."""

    http: int
    https: int
    purge: int
    first_node: int
    second_node: int


def free_ports() -> Ports:
    with ExitStack() as probes:
        taken = [probes.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(5)]
        return Ports(*(probe.getsockname()[1] for probe in taken))


def render(folder: Path, ports: Ports, *, static: Path) -> Path:
    """Write the shipped files into *folder* with these ports and folders; return the main one.

    Nothing else is changed but how much one address may ask for: here all readers are one.
    """
    # A copy: the workers of nginx may be another user, whom this folder is closed to.
    copytree(SHIPPED, folder / "current" / "deploy" / "nginx")
    site = (SHIPPED / "site.conf").read_text()
    for shipped, here in {
        "/etc/nginx/ask-our-experts/": f"{folder}/",
        "/var/lib/nginx/ask-our-experts": f"{folder}/cache",
        "/var/log/nginx/": f"{folder}/",
        "/srv/ask-our-experts/current/var/static/": f"{static}/",
        "/srv/ask-our-experts/current/": f"{folder}/current/",
        "listen 127.0.0.1:8090;": f"listen 127.0.0.1:{ports.purge};",
        "listen 80": f"listen 127.0.0.1:{ports.http}",
        "listen 443": f"listen 127.0.0.1:{ports.https}",
        "rate=30r/s": "rate=10000r/s",
        "rate=60r/m": "rate=6000r/m",
    }.items():
        assert shipped in site, shipped
        site = site.replace(shipped, here)
    (folder / "site.conf").write_text(re.sub(r"\n *listen \[::\]:.*", "", site))
    local = (SHIPPED / "local.conf").read_text()
    local = local.replace(":8001", f":{ports.first_node}").replace(":8002", f":{ports.second_node}")
    (folder / "local.conf").write_text(local)
    _write_certificate(folder)
    server = (
        (SHIPPED / "server.conf")
        .read_text()
        .replace("www.example.org;", "localhost other.localhost;")
    )
    server = re.sub(r"/etc/letsencrypt/live/[^/]*/", f"{folder}/", server)
    (folder / "server.conf").write_text(server)
    modules = [MODULE]
    if BROTLI.exists():
        modules.append(BROTLI)
        (folder / "brotli.conf").write_text("brotli_static on;\n")
    loads = "".join(f"load_module {module};" for module in modules)
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, modules=loads))
    return folder / "nginx.conf"


def render_varnish(folder: Path, ports: Ports) -> Path:
    """Write the shipped rules into *folder* with these nodes; return the file.

    Nothing else is changed but how long a page may be stale: two seconds, so that it can be tried.
    """
    rules = VARNISH.read_text()
    for shipped, here in {
        '"8001"': f'"{ports.first_node}"',
        '"8002"': f'"{ports.second_node}"',
        "obj.ttl + 30s": "obj.ttl + 2s",
    }.items():
        assert rules.count(shipped) == 1, shipped
        rules = rules.replace(shipped, here)
    (folder / "default.vcl").write_text(rules)
    copy(VARNISH.with_name("errors.vcl"), folder)
    return folder / "default.vcl"


def _write_certificate(folder: Path) -> None:
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1"
    what = "-subj /CN=localhost -addext subjectAltName=DNS:localhost"
    files = ["-keyout", f"{folder}/privkey.pem", "-out", f"{folder}/fullchain.pem"]
    subprocess.run([*command.split(), *what.split(), *files], check=True, capture_output=True)
