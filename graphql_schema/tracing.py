"""Counts what policy refused in an operation."""

from kinerja.kit.errors import KinerjaError
from kinerja.kit.telemetry import count_denial
from policies.errors import NotPermittedError


def note_refusal(error: KinerjaError) -> None:
    """Count an expected failure that is told to the caller, if policy is what refused."""
    if isinstance(error, NotPermittedError):
        count_denial(error.resource.value, error.action.value)
