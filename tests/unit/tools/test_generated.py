"""Generated files are written when asked, and reported when they are old."""

from pathlib import Path

import pytest

from tools import generated


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(generated, "ROOT", tmp_path)
    return tmp_path


def write_or_check(text: str, *arguments: str) -> int:
    return generated.write_or_check(
        {"docs/page.md": text}, remedy="make docs", arguments=list(arguments)
    )


def test_a_missing_file_is_written_with_its_folder(root: Path) -> None:
    assert write_or_check("one\n") == 0

    assert (root / "docs/page.md").read_text(encoding="utf-8") == "one\n"


@pytest.mark.usefixtures("root")
def test_a_current_file_passes_the_check() -> None:
    write_or_check("one\n")

    assert write_or_check("one\n", "--check") == 0


def test_an_old_file_fails_the_check_with_the_difference_and_the_remedy(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_or_check("one\n")

    assert write_or_check("two\n", "--check") == 1

    output = capsys.readouterr().out
    assert "docs/page.md is not current; run `make docs`" in output
    assert "-one\n+two" in output
    assert (root / "docs/page.md").read_text(encoding="utf-8") == "one\n"


def test_a_missing_file_fails_the_check_and_stays_missing(root: Path) -> None:
    assert write_or_check("one\n", "--check") == 1

    assert not (root / "docs").exists()
