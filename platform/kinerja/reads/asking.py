"""The parameters of every statement that say who asks, where, and as whom ids are told."""

from collections.abc import Iterable, Mapping
from typing import Any

from kinerja.kit.ids import AgencyId
from kinerja.reads.access import Access
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.identifiers import id_values
from kinerja.reads.pseudonyms import KEY
from policies.relations import AGENCY, SUBJECT, TODAY, values_for

#: Outside all agencies nobody asks: a comparison with any of these is never true.
NOBODY: Mapping[str, None] = {AGENCY: None, SUBJECT: None, TODAY: None}


def asking_values(access: Access, type_names: Iterable[str]) -> dict[str, Any]:
    """Return the values for who asks, and for the ids of the types that the statement tells."""
    who = NOBODY if access.actor is None else values_for(access.actor)
    values: dict[str, Any] = {**who, KEY: access.pseudonym_key}
    for type_name in type_names:
        model = CATALOGUE[type_name]
        if model.is_node:
            agency = access.agency_id if model.agency is not None else None
            values |= id_values(type_name, agency or AgencyId(0))
    return values
