"""Presets: frameworks in YAML that an agency starts from, read from `tenants/presets/`.

A preset is checked by the very rules that check what an agency configures. Its head says what it
is; below it, `components` is the tree, with the field names of `ComponentSpec`/`IndicatorSpec`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from kinerja.domains.frameworks.errors import PresetNotFoundError
from kinerja.domains.frameworks.heads import LEGAL_BASIS_LIMIT, NAME_LIMIT, framework_code
from kinerja.domains.frameworks.parsing import parse_components
from kinerja.domains.frameworks.periods import period
from kinerja.domains.frameworks.preset_yaml import Document
from kinerja.domains.frameworks.reading import Fields
from kinerja.domains.frameworks.tree import VersionContent, VersionTerms, weighed
from kinerja.domains.frameworks.tree_errors import FieldRequiredError, WrongKindError
from kinerja.domains.frameworks.vocabulary import ApplicableClass, Scheme
from kinerja.domains.frameworks.weights import weight_errors
from kinerja.kit.errors import KinerjaError, KinerjaErrorGroup, raise_all

_HEAD = frozenset(
    {"framework", "name_id", "name_en", "scheme", "effective_start", "effective_end"}
    | {"applies_to", "legal_basis", "components"}
)


class PresetError(ValueError):
    """A preset file is wrong; the text has one line an error: file, line, what to do."""


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A framework to start from. `framework` is its code; versions of one framework share it."""

    code: str
    framework: str
    name_id: str
    name_en: str
    content: VersionContent


def preset_codes() -> tuple[str, ...]:
    """Return the codes of all presets, sorted."""
    return tuple(sorted(_texts()))


@cache
def get_preset(code: str) -> Preset:
    """Return a preset by its code, the name of its file.

    Raises:
        PresetNotFoundError: there is none with this code.
        PresetError: the file is wrong; a test loads all of them.
    """
    texts = _texts()
    if code not in texts:
        raise PresetNotFoundError(
            preset=code[:64], known=", ".join(sorted(texts)), path=("preset",)
        )
    return read_preset(code, text=texts[code])


def read_preset(code: str, *, text: str) -> Preset:
    """Read one preset and check all of it.

    Raises:
        PresetError: with a line of text for everything that is wrong.
    """
    try:
        document = Document(text)
    except yaml.YAMLError as error:
        raise PresetError(f"{code}.yaml: {error}") from error
    try:
        return _preset(code, document.value)
    except KinerjaError as error:
        parts = error.errors if isinstance(error, KinerjaErrorGroup) else (error,)
        raise PresetError(
            "\n".join(
                f"{code}.yaml:{document.line(part.path)}:"
                f" {'.'.join(map(str, part.path))}: {part.code}: {part.message('en')}"
                for part in parts
            )
        ) from error


def _preset(code: str, raw: object) -> Preset:
    errors: list[KinerjaError] = []
    head = Fields(raw, known=_HEAD, path=(), errors=errors)
    framework = framework_code(head, "framework")
    names = (head.text("name_id", limit=NAME_LIMIT), head.text("name_en", limit=NAME_LIMIT))
    scheme = head.required_choice("scheme", Scheme.COMPONENTS)
    applies_to = head.choices("applies_to", ApplicableClass)
    legal_basis = head.optional_text("legal_basis", limit=LEGAL_BASIS_LIMIT)
    start, end = _day(head, "effective_start"), _day(head, "effective_end")
    if head.value("effective_start") is None:
        head.note(FieldRequiredError, "effective_start")
    raise_all(errors)
    components = parse_components(head.items("components"))
    content = VersionContent(
        terms=VersionTerms(
            scheme=scheme,
            effective=period(start or date.min, end, path=("effective_end",)),
            applies_to=applies_to,
            legal_basis=legal_basis,
        ),
        components=components,
    )
    raise_all(weight_errors(tuple(weighed(components)), scheme=scheme, path=("components",)))
    return Preset(
        code=code, framework=framework, name_id=names[0], name_en=names[1], content=content
    )


def _day(head: Fields, name: str) -> date | None:
    given = head.value(name)
    if given is not None and type(given) is not date:
        head.note(WrongKindError, name, kind="a date such as 2026-01-01")
        return None
    return given


@cache
def _texts() -> Mapping[str, str]:
    folder = files("tenants") / "presets"
    return {
        entry.name.removesuffix(".yaml"): entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml")
    }
