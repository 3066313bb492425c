"""Which response keys are taken, so that whatever is selected beside it can be merged."""

from dataclasses import dataclass, field


@dataclass
class Entry:
    """What a response key stands for, and what was selected below it."""

    parent: str
    call: str
    type: str
    below: "Scope"
    #: How many rows are selected below.
    size: int = 1

    @property
    def name(self) -> str:
        """The field itself, without arguments."""
        return self.call.split("(")[0]


@dataclass
class Scope:
    """The response keys of one object."""

    entries: dict[str, Entry] = field(default_factory=dict)

    def fits(self, key: str, entry: Entry) -> bool:
        """Tell whether a field could stand here under a key, as GraphQL's validation sees it."""
        known = self.entries.get(key)
        if known is None:
            return True
        return (known.call, known.type) == (entry.call, entry.type)

    def take(self, key: str, entry: Entry) -> Entry:
        """Take a key; the same field may come again, and its selections are merged."""
        return self.entries.setdefault(key, entry)
