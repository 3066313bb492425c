"""All read models by the type of the schema that they read."""

from collections.abc import Mapping

from kinerja.reads.group_keys import key_models
from kinerja.reads.model import Many, Model
from kinerja.reads.models import (
    agencies,
    annual,
    appraisals,
    audit,
    calibration,
    complaints,
    cycles,
    data_sharing,
    delegations,
    development,
    frameworks,
    inspections,
    objections,
    organisation,
    personal_data,
    plans,
    policies,
    surveys,
)

_STORED: Mapping[str, Model] = {
    model.type_name: model
    for module in (
        agencies,
        organisation,
        frameworks,
        cycles,
        plans,
        appraisals,
        annual,
        policies,
        data_sharing,
        inspections,
        calibration,
        objections,
        development,
        delegations,
        audit,
        personal_data,
        surveys,
        complaints,
    )
    for model in module.MODELS
}
CATALOGUE: Mapping[str, Model] = {
    **_STORED,
    **{model.type_name: model for model in key_models(_STORED.values())},
}
#: The types whose rows come in pages.
PAGED_TYPES = tuple(
    dict.fromkeys(
        [
            *(
                edge.target
                for one in _STORED.values()
                for edge in one.edges.values()
                if edge.many is Many.PAGE
            ),
            "AgencySummary",
        ]
    )
)
#: The types that `node` finds by a global id.
NODE_TYPES = tuple(name for name, model in CATALOGUE.items() if model.is_node)
