"""Structured logs without personal data: JSON lines on standard error that hold only what is listed here."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import structlog

# Whatever else a call passes along is dropped before it is written.
ALLOWED = frozenset(
    {
        *("event", "level", "timestamp", "logger", "exception"),
        *("method", "route", "status", "ms", "job", "queue", "kind", "count", "seconds"),
    }
)


def only_what_is_listed(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Drop every key that is not allowed, so that no name or number of a person reaches a log by accident."""
    return {key: value for key, value in event.items() if key in ALLOWED or key.startswith("_")}


def frames_only(exc_info: Any) -> str:
    """Where it broke and the kind of the error: its message may quote what somebody entered, so it is left out."""
    kind, _value, trace = exc_info
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    return " < ".join([kind.__name__ if kind else "error", *reversed(places)])


def without_the_path(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Django's own lines about a request quote its path, which may name somebody."""
    if str(event.get("logger", "")).startswith(("django.request", "django.security", "django.server")):
        event["event"] = f"{event['logger']}: error while answering"
    return event


def configuration(level: str) -> dict[str, Any]:
    """Django's LOGGING setting; also sets up structlog, so that both write the same lines."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [
                    structlog.processors.ExceptionRenderer(frames_only),
                    without_the_path,
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    only_what_is_listed,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Their lines hold whole addresses, and with them a telephone number and what was sent to it.
            **{name: {"level": "WARNING"} for name in ("httpx2", "httpx", "httpcore2", "httpcore")},
            # Its lines hold the path, which may name somebody; the request line of our own holds the route.
            "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
            "django.server": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        },
    }
