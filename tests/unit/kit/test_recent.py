"""What is kept is bounded, and what was used longest ago goes first."""

from kinerja.kit.recent import Recent


def test_what_was_used_longest_ago_goes_first() -> None:
    kept: Recent[str, int] = Recent(2)
    kept.put("a", 1)
    kept.put("b", 2)

    assert kept.find("a") == 1
    kept.put("c", 3)

    assert (kept.find("a"), kept.find("b"), kept.find("c")) == (1, None, 3)
    assert len(kept) == 2


def test_the_weight_of_all_entries_is_bounded() -> None:
    kept: Recent[str, int] = Recent(10, weight=5, weigh=lambda key, _: len(key))
    for key in ("aa", "bb", "c"):
        kept.put(key, 1)

    kept.put("dd", 1)

    assert [key for key in ("aa", "bb", "c", "dd") if kept.find(key)] == ["bb", "c", "dd"]


def test_an_entry_that_outweighs_all_is_not_kept() -> None:
    kept: Recent[str, int] = Recent(10, weight=5, weigh=lambda key, _: len(key))

    assert kept.put("a" * 6, 1) == 1

    assert len(kept) == 0


def test_an_entry_replaces_the_one_under_its_key_with_its_weight() -> None:
    kept: Recent[str, str] = Recent(10, weight=5, weigh=lambda _, value: len(value))
    kept.put("a", "12345")
    kept.put("a", "1")

    kept.put("b", "1234")

    assert (kept.find("a"), kept.find("b")) == ("1", "1234")
