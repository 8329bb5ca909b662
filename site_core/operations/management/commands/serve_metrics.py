import os
import signal

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

from site_core.operations.collector import SiteCollector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # prometheus_client's own name
ENDING = {signal.SIGTERM, signal.SIGINT}


class Command(BaseCommand):
    help = (
        "Serves the metrics of this machine to Prometheus at METRICS_ADDRESS, until it is told to "
        "stop. Started by itself it knows the database, the caches and the queues; started with "
        "the site it knows the requests too."
    )
    # `prepare` has just run them.
    requires_system_checks = []

    def handle(self, **options) -> None:
        if settings.METRICS_ADDRESS is None:
            raise CommandError("Set METRICS_ADDRESS, for example to 127.0.0.1:9400.")
        host, port = settings.METRICS_ADDRESS
        # Before the port is open: whoever is told to stop meanwhile stops.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        try:
            _serve_until_told_to_stop(host, port)
        finally:  # what the caller starts later inherits the mask: it could not be stopped
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _serve_until_told_to_stop(host: str, port: int) -> None:
    try:
        server, thread = start_http_server(port, host, registry_of(os.environ.get(FOLDER)))
    except OSError as error:
        raise CommandError(f"{host}:{port} cannot serve the metrics: {error}.") from None
    signal.sigwait(ENDING)
    server.shutdown()
    thread.join()


def registry_of(folder: str | None) -> CollectorRegistry:
    """Return what is served: the gauges, and the counts that all processes keep in *folder*."""
    registry = CollectorRegistry()
    registry.register(SiteCollector())
    if folder:
        MultiProcessCollector(registry, path=folder)
    return registry
