"""Where Prometheus fetches what the site counts; nowhere unless METRICS_ADDRESS says so."""

from .environment import METRICS_ADDRESS

__all__ = ["METRICS_ADDRESS"]
