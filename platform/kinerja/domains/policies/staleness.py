"""Whether a proposal still says a change of what is in force: what was compared is what comes."""

from uuid import UUID

from kinerja.domains.policies.errors import StaleVersionError
from kinerja.domains.policies.repository import PolicyRepository, VersionRecord
from kinerja.kit.errors import Worded


async def check_base(
    repository: PolicyRepository, based_on_id: UUID | None, in_force: VersionRecord | None
) -> None:
    """Refuse a proposal that was made from another version than the one in force.

    Raises:
        StaleVersionError: it was.
    """
    current = None if in_force is None else in_force.id
    if based_on_id != current:
        base = None if based_on_id is None else await repository.find(based_on_id)
        raise StaleVersionError(
            current=_words(in_force),
            base=_words(base) if based_on_id is None or base else _UNKNOWN,
            path=("based_on_id",),
        )


_UNKNOWN = Worded("a version that this agency does not have", "versi yang tidak ada di sini")


def _words(version: VersionRecord | None) -> Worded:
    if version is None:
        return Worded("the baseline alone", "kebijakan dasar saja")
    return Worded(f"version {version.number}", f"versi {version.number}")
