"""Every decision is short, complete, listed, and guarded by a check that exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "adr"
DECISIONS = sorted(FOLDER.glob("[0-9]*.md"))
HEADINGS = ["Context", "Decision", "Consequences", "Alternatives", "Check"]
LINES = 60
#: What runs in `make check`: tests, rules of the code, and the contracts in pyproject.toml.
CHECKS = ("tests/", "tools/", "pyproject.toml")

PAGES = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "helm/kinerja/README.md"]
PAGES += ["migrations/README.md", "docs/adr/README.md"]
PAGES += [path.relative_to(ROOT).as_posix() for path in (ROOT / "docs/howto").glob("*.md")]


def read(decision: Path) -> str:
    return decision.read_text(encoding="utf-8")


def checks(decision: Path) -> list[str]:
    """Return the files that the last section names as what guards the decision."""
    section = read(decision).partition("## Check\n")[2]
    named = re.findall(r"`([\w./-]+)`", section)
    return [path for path in named if path.startswith(CHECKS)]


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_fits_on_a_page_and_has_every_part(decision: Path) -> None:
    text = read(decision)

    assert len(text.splitlines()) <= LINES
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_states_itself_in_one_bold_sentence(decision: Path) -> None:
    section = read(decision).partition("## Decision\n")[2].partition("## Consequences")[0]

    assert len(re.findall(r"\*\*[^*]+\*\*", section)) == 1


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_names_a_check_that_exists(decision: Path) -> None:
    named = checks(decision)

    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_contract_that_a_decision_quotes_is_one_that_the_linter_holds(decision: Path) -> None:
    contracts = re.findall(r"import contract \"([^\"]+)\"", read(decision))
    held = (ROOT / "pyproject.toml").read_text(encoding="utf-8")

    assert [name for name in contracts if f'name = "{name}"' not in held] == []


def test_the_index_lists_every_decision_by_number_and_title() -> None:
    titles = {path.name: read(path).splitlines()[0] for path in DECISIONS}
    listed = re.findall(
        r"^\| \[(\d+)]\(([^)]+)\) \| (.+) \|$", read(FOLDER / "README.md"), re.MULTILINE
    )

    assert {name: f"# {number}. {title}" for number, name, title in listed} == titles


def test_the_numbers_of_the_decisions_have_no_gap() -> None:
    numbers = [int(path.name[:4]) for path in DECISIONS]

    assert numbers == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("page", PAGES)
def test_a_link_between_pages_leads_somewhere(page: str) -> None:
    path = ROOT / page
    links = re.findall(r"]\((?!https?://|#|mailto:)([^)#]+)", read(path))

    assert [link for link in links if not (path.parent / link).exists()] == []
