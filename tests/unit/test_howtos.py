"""Every how-to is found from the list of them, under the title that it has."""

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "howto"


def test_the_list_has_every_page_by_its_title() -> None:
    listed = dict(
        re.findall(r"\[([^\]]+)\]\(([\w-]+\.md)\)", (FOLDER / "README.md").read_text("utf-8"))
    )
    pages = {
        path.read_text("utf-8").splitlines()[0].removeprefix("# "): path.name
        for path in FOLDER.glob("*.md")
        if path.name != "README.md"
    }

    assert listed == pages
