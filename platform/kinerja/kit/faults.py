"""Where an exception happened, for logs: without its text, which may repeat personal data."""

import traceback


def stack_of(error: BaseException | None) -> list[str]:
    """Return `file:line function` for each frame, outermost first."""
    frames = traceback.extract_tb(error.__traceback__) if error else []
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
