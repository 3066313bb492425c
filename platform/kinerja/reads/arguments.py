"""The values of a request, taken out of the selection and numbered as parameters."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from kinerja.kit.errors import PathSegment
from kinerja.kit.ids import AgencyId
from kinerja.kit.pseudonyms import place
from kinerja.reads.errors import InvalidTextError
from kinerja.reads.identifiers import read_id
from kinerja.reads.personal import is_personal, real_key
from kinerja.reads.plan import Kind, Parameter
from kinerja.reads.texts import storable


class Arguments:
    """Collects values in the order of the traversal, so that equal plans number them equally.

    `pseudonym_key`: the ids of people's rows come as pseudonyms.
    """

    def __init__(self, agency_id: AgencyId | None, pseudonym_key: bytes | None = None) -> None:
        self.agency_id = agency_id
        self._pseudonym_key = pseudonym_key
        self.values: dict[str, Any] = {}

    def add(self, kind: Kind, value: Any, path: Sequence[PathSegment]) -> Parameter:  # noqa: ANN401
        """Take one value.

        Raises:
            InvalidTextError: the database could not hold it.
        """
        if isinstance(value, str) and not storable(value):
            raise InvalidTextError(path=path)
        return self._keep(Parameter(f"p{len(self.values)}", kind), value)

    def add_list(
        self,
        kind: Kind,
        values: Sequence[Any],
        path: Sequence[PathSegment],
    ) -> Parameter:
        """Take a list for a membership test."""
        for position, value in enumerate(values):
            if isinstance(value, str) and not storable(value):
                raise InvalidTextError(path=(*path, position))
        return self._keep(Parameter(f"p{len(self.values)}", kind, is_list=True), list(values))

    def key(self, type_name: str, text: str, path: Sequence[PathSegment]) -> Any:  # noqa: ANN401
        """Return the key in a global id; None, which equals nothing, for one of another agency.

        Raises:
            MalformedIdError: the text is no id of this service.
            WrongIdTypeError: it is the id of something else.
        """
        given = read_id(text, type_name, path=path)
        if given.agency_id != (self.agency_id or 0):
            return None
        return real_key(given.type_name, given.key, self._pseudonym_key)

    def add_place(self, type_name: str, key: UUID) -> Parameter:
        """Take the id in a cursor, as the key by which rows are ordered."""
        if self._pseudonym_key is None or not is_personal(type_name):
            return self._keep(Parameter(f"p{len(self.values)}", Kind.KEY), key)
        real = real_key(type_name, key, self._pseudonym_key)
        bytes_ = place(self._pseudonym_key, real)
        return self._keep(Parameter(f"p{len(self.values)}", Kind.BYTES), bytes_)

    def _keep(self, parameter: Parameter, value: Any) -> Parameter:  # noqa: ANN401
        self.values[parameter.name] = value
        return parameter
