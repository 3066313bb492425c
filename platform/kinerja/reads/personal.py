"""Which types are about people, so that clients may know their rows by pseudonyms only."""

from functools import cache
from uuid import UUID

from kinerja.kit.pseudonyms import real_id
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.levels import ME
from kinerja.reads.model import Row


@cache
def is_personal(type_name: str) -> bool:
    """Tell whether policy judges the rows of a type by the person whom they are about."""
    model = CATALOGUE[type_name]
    row = Row("row", model.table)
    holder = row if model.holder is None else Row("holder", model.holder.table)
    return model.facts(row, holder, ME).owner is not None


def real_key(type_name: str, given: UUID, pseudonym_key: bytes | None) -> UUID:
    """Return the key of the row that the asker knows by `given`.

    With a key, `given` is taken for a pseudonym whatever it is: the real id of a row, or another
    client's pseudonym, leads to a key that no row has.
    """
    if pseudonym_key is None or not is_personal(type_name):
        return given
    return real_id(pseudonym_key, given)
