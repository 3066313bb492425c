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

    Each site of a plan numbers its own, so that one can be settled again without the others.
    `pseudonym_key`: the ids of people's rows come as pseudonyms.
    """

    def __init__(
        self, agency_id: AgencyId | None, pseudonym_key: bytes | None = None, site: int = 0
    ) -> None:
        self._agency_id = agency_id
        self._pseudonym_key = pseudonym_key
        self._site = site
        self.values: dict[str, Any] = {}
        #: Whether who asks decides what the values are, or whether they are right.
        self.depends_on_asker = False

    @property
    def agency_id(self) -> AgencyId | None:
        """The agency whose rows are read."""
        self.depends_on_asker = True
        return self._agency_id

    def of_site(self, site: int) -> "Arguments":
        """Return what collects the values of one site of the plan."""
        return Arguments(self._agency_id, self._pseudonym_key, site)

    def add(self, kind: Kind, value: Any, path: Sequence[PathSegment]) -> Parameter:  # noqa: ANN401
        """Take one value.

        Raises:
            InvalidTextError: the database could not hold it.
        """
        if isinstance(value, str) and not storable(value):
            raise InvalidTextError(path=path)
        return self._keep(kind, value)

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
        return self._keep(kind, list(values), is_list=True)

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
        self.depends_on_asker = True
        if self._pseudonym_key is None or not is_personal(type_name):
            return self._keep(Kind.KEY, key)
        real = real_key(type_name, key, self._pseudonym_key)
        return self._keep(Kind.BYTES, place(self._pseudonym_key, real))

    def _keep(self, kind: Kind, value: Any, *, is_list: bool = False) -> Parameter:  # noqa: ANN401
        parameter = Parameter(f"p{self._site}_{len(self.values)}", kind, is_list)
        self.values[parameter.name] = value
        return parameter
