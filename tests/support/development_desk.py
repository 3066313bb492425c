"""Where feedback is given and actions are planned through the API, by whoever's turn it is."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kinerja.domains.organisation.models import Employee
from kinerja.kit.ids import GlobalId
from tests.support.clients import Client
from tests.support.database import DISHUB
from tests.support.organisation_factories import TypicalAgency

#: What each operation answers with, besides its errors.
ANSWERS = {
    "giveFeedback": "feedback { id kind visibility content author { id } employee { id } }",
    **dict.fromkeys(
        (
            "planDevelopmentAction",
            "startDevelopmentAction",
            "completeDevelopmentAction",
            "cancelDevelopmentAction",
        ),
        "action { id state title dueDate followUp rater { id } plannedBy { id } closedBy { id } }",
    ),
}


def employee_id(person: Employee) -> str:
    """Return the global id of an employee."""
    return str(GlobalId("Employee", DISHUB, person.id))


@dataclass
class DevelopmentDesk:
    """A client of the service, and who is who in the agency that it is asked about."""

    client: Client
    people: TypicalAgency
    officer: Employee

    async def do(self, who: UUID, operation: str, **input_: Any) -> dict[str, Any]:
        """Run an operation as an employee and return its payload."""
        capital = operation[0].upper() + operation[1:]
        document = (
            f"mutation ($input: {capital}Input!) {{ {operation}(input: $input)"
            f" {{ {ANSWERS[operation]} errors {{ code message path }} }} }}"
        )
        data = await self.ask(who, document, {"input": input_})
        payload: dict[str, Any] = data[operation]
        return payload

    async def ask(
        self, who: UUID, document: str, variables: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Ask as an employee and return the data."""
        asking = self.client.as_(who, agency="DISHUB").with_headers(accept_language="en")
        answer = await asking.query(document, variables or {})
        assert answer.errors == [], answer.body
        data: dict[str, Any] = answer.data
        return data

    async def tell(
        self, who: Employee, about: Employee, content: str, **more: str
    ) -> dict[str, Any]:
        """Give feedback and return the payload."""
        given = {"employeeId": employee_id(about), "content": content, **more}
        return await self.do(who.id, "giveFeedback", **given)
