"""All read models by the type of the schema that they read."""

from collections.abc import Mapping

from kinerja.reads.model import Model
from kinerja.reads.models import (
    agencies,
    appraisals,
    audit,
    complaints,
    cycles,
    data_sharing,
    delegations,
    frameworks,
    inspections,
    objections,
    organisation,
    personal_data,
    policies,
    surveys,
)

CATALOGUE: Mapping[str, Model] = {
    model.type_name: model
    for module in (
        agencies,
        organisation,
        frameworks,
        cycles,
        appraisals,
        policies,
        data_sharing,
        inspections,
        objections,
        delegations,
        audit,
        personal_data,
        surveys,
        complaints,
    )
    for model in module.MODELS
}
#: The types that `node` finds by a global id.
NODE_TYPES = tuple(name for name, model in CATALOGUE.items() if model.is_node)
