"""What can be changed about the organisation: one file an operation."""

import strawberry

from graphql_schema.organisation.mutations import (
    assign,
    create_employee,
    create_org_unit,
    create_position,
    end_assignment,
    end_reporting_line,
    set_reporting_line,
    transfer_employee,
    update_employee,
    update_org_unit,
)


@strawberry.type
class OrganisationMutations:
    """The operations: units and positions first, then people and what they hold."""

    create_org_unit = create_org_unit.mutation
    update_org_unit = update_org_unit.mutation
    create_position = create_position.mutation
    create_employee = create_employee.mutation
    update_employee = update_employee.mutation
    assign = assign.mutation
    end_assignment = end_assignment.mutation
    set_reporting_line = set_reporting_line.mutation
    end_reporting_line = end_reporting_line.mutation
    transfer_employee = transfer_employee.mutation
