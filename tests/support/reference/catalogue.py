"""All types that the plain reader knows, by their names."""

from collections.abc import Mapping

from tests.support.reference.nouns import (
    agencies,
    appraisals,
    audit,
    cycles,
    frameworks,
    organisation,
    policies,
    rights,
)
from tests.support.reference.plain import Twin

TWINS: Mapping[str, Twin] = {
    twin.name: twin
    for noun in (agencies, organisation, frameworks, cycles, appraisals, policies, rights, audit)
    for twin in noun.TWINS
}
