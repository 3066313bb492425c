"""The units of an invented agency: as many as its people need, in the shape of Perda DKI 5/2016."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import NamedTuple
from uuid import UUID

from kinerja.demonstration.people import Invention
from kinerja.domains.organisation.vocabulary import PositionClass, UnitLevel
from tenants.models import AgencyKind

_PER_LEAF = 11
_LEAVES_PER_BRANCH = 6
_BRANCHES = 5
#: From this size on, an agency works in the five cities too, through its suku dinas.
_WITH_CITIES = 150
_CITIES = ("Jakarta Pusat", "Jakarta Utara", "Jakarta Barat", "Jakarta Selatan", "Jakarta Timur")
_BIDANG = ("Perencanaan Teknis", "Pelayanan", "Pengendalian", "Pembinaan", "Data dan Pelaporan")

_HEADS = {
    UnitLevel.AGENCY: ("Kepala", PositionClass.JPT),
    UnitLevel.SEKRETARIAT: ("Sekretaris", PositionClass.ADMINISTRATOR),
    UnitLevel.BIDANG: ("Kepala Bidang", PositionClass.ADMINISTRATOR),
    UnitLevel.SUKU_DINAS: ("Kepala Suku Dinas", PositionClass.ADMINISTRATOR),
    UnitLevel.KECAMATAN: ("Camat", PositionClass.ADMINISTRATOR),
    UnitLevel.SUBBAGIAN: ("Kepala Subbagian", PositionClass.PENGAWAS),
    UnitLevel.SEKSI: ("Kepala Seksi", PositionClass.PENGAWAS),
    UnitLevel.UPT: ("Kepala UPT", PositionClass.PENGAWAS),
    UnitLevel.KELURAHAN: ("Lurah", PositionClass.PENGAWAS),
}
_LEAF_NAMES = {
    UnitLevel.SUBBAGIAN: "Subbagian",
    UnitLevel.SEKSI: "Seksi",
    UnitLevel.UPT: "UPT",
    UnitLevel.KELURAHAN: "Kelurahan",
}
_STAFF = (
    ("Pengelola Layanan Operasional", PositionClass.PELAKSANA),
    ("Pengolah Data dan Informasi", PositionClass.PELAKSANA),
    ("Analis Kebijakan Ahli Pertama", PositionClass.FUNGSIONAL),
    ("Penata Kelola Administrasi", PositionClass.PELAKSANA),
    ("Pranata Komputer Ahli Pertama", PositionClass.FUNGSIONAL),
)


class UnitRecord(NamedTuple):
    """A row of `org_units`, without the agency."""

    id: UUID
    parent_id: UUID | None
    code: str
    name: str
    level: str
    path: str
    head_position_id: UUID


class PositionRecord(NamedTuple):
    """A row of `positions`, without the agency."""

    id: UUID
    code: str
    name: str
    position_class: str
    org_unit_id: UUID


@dataclass
class Node:
    """A unit in the making: its row, its parent, the post of its head and those of its staff."""

    unit: UnitRecord
    parent: "Node | None"
    head: PositionRecord
    staff: list[PositionRecord]
    children: list["Node"] = field(default_factory=list)

    @property
    def has_room(self) -> bool:
        """Tell whether one more seksi or subbagian can be led from here."""
        return len(self.children) < _LEAVES_PER_BRANCH

    def walk(self) -> Iterator["Node"]:
        """Yield this unit and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


def build_tree(
    invention: Invention, *, code: str, name: str, kind: AgencyKind, people: int
) -> Node:
    """Return the root of a tree whose leaves hold about eleven people each."""
    root = _node(invention, None, UnitLevel.AGENCY, code=code, name=name)
    leaves = max(1, (people - 2) // _PER_LEAF)
    branches = _branches(invention, root, leaves, kind=kind, people=people)
    turns = cycle(branches)
    for _ in range(leaves):
        branch = next(
            turn for turn in turns if turn is not branches[0] or turn.has_room or len(branches) == 1
        )
        level = _leaf_level(branch)
        serial = len(branch.children) + 1
        _node(
            invention,
            branch,
            level,
            code=f"{branch.unit.code}_{serial}",
            name=f"{_LEAF_NAMES[level]} {serial} {branch.unit.name}",
        )
    return root


def _branches(
    invention: Invention, root: Node, leaves: int, *, kind: AgencyKind, people: int
) -> list[Node]:
    """Make the secretariat and, as far as there are leaves for them, the bidang and cities."""
    plan = [(UnitLevel.SEKRETARIAT, "SEKR", "Sekretariat")]
    if kind is AgencyKind.WILAYAH:
        plan += [
            (UnitLevel.KECAMATAN, f"KEC{number}", f"Kecamatan {number}")
            for number in range(1, 2 * _BRANCHES + 1)
        ]
    else:
        plan += [
            (UnitLevel.BIDANG, f"BID{number}", f"Bidang {title}")
            for number, title in enumerate(_BIDANG, 1)
        ]
        if people >= _WITH_CITIES:
            plan += [
                (UnitLevel.SUKU_DINAS, f"SUDIN{number}", f"Suku Dinas {city}")
                for number, city in enumerate(_CITIES, 1)
            ]
    wanted = plan[: max(1, leaves)] if people < _WITH_CITIES else plan
    return [
        _node(invention, root, level, code=f"{root.unit.code}_{suffix}", name=name)
        for level, suffix, name in wanted
    ]


def _leaf_level(branch: Node) -> UnitLevel:
    """Return what stands below a branch; what a branch cannot hold as seksi becomes a UPT."""
    if branch.unit.level == UnitLevel.SEKRETARIAT:
        return UnitLevel.SUBBAGIAN
    if branch.unit.level == UnitLevel.KECAMATAN:
        return UnitLevel.KELURAHAN
    return UnitLevel.SEKSI if branch.has_room else UnitLevel.UPT


def _node(
    invention: Invention, parent: Node | None, level: UnitLevel, *, code: str, name: str
) -> Node:
    unit_id = invention.id()
    title, position_class = _HEADS[level]
    head = PositionRecord(
        invention.id(), f"{code}_HEAD", f"{title} {name}", position_class, unit_id
    )
    unit = UnitRecord(
        id=unit_id,
        parent_id=parent.unit.id if parent else None,
        code=code,
        name=name,
        level=level,
        path=f"{parent.unit.path}.{code}" if parent else code,
        head_position_id=head.id,
    )
    staff = [
        PositionRecord(invention.id(), f"{code}_{number}", staff_title, class_, unit_id)
        for number, (staff_title, class_) in enumerate(_STAFF, 1)
    ]
    node = Node(unit, parent, head, staff)
    if parent is not None:
        parent.children.append(node)
    return node
