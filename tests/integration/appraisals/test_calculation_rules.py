"""The rules of the calculation, one by one, through the real database."""

from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.tree import MAX_DEPTH
from kinerja.domains.frameworks.tree import ComponentSpec, IndicatorSpec
from kinerja.domains.frameworks.vocabulary import (
    ApplicableClass,
    ComponentCategory,
    Direction,
    NotApplicablePolicy,
    Scheme,
    Source,
)
from kinerja.domains.organisation.vocabulary import PositionClass
from tests.support.appraisal_factories import Actual, Scene, make_scene
from tests.support.database import DISHUB
from tests.support.framework_factories import (
    component,
    indicator,
    make_published_version,
    terms,
)
from tests.support.results import nodes_of, result_of

BEHAVIOUR = ComponentCategory.BEHAVIOUR
ZERO = NotApplicablePolicy.ZERO


async def scene_of(
    session: AsyncSession, *components: ComponentSpec, scheme: Scheme = Scheme.COMPONENTS
) -> Scene:
    version = await make_published_version(
        session, agency_id=DISHUB, components=components, version_terms=terms(scheme)
    )
    return await make_scene(session, DISHUB, version)


async def composite_of(
    session: AsyncSession, *indicators: IndicatorSpec, **scores: Actual
) -> Decimal | None:
    scene = await scene_of(session, component("only", 100, *indicators))
    appraisal = await scene.appraise(session, scores)
    composite: Decimal | None = (await result_of(session, DISHUB, appraisal))["composite"]
    return composite


# --- achievement ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actual", "reached"),
    [
        ("20", "100"),
        ("25", "100"),
        ("30", "100"),
        ("18", "90"),  # 2 below 20: a tenth of that bound.
        ("33", "90"),  # 3 above 30: a tenth of that bound.
        ("10", "50"),
        ("0", "0"),
        ("60", "0"),
        ("90", "0"),  # Twice as far as the bound itself: not less than nothing.
    ],
)
async def test_outside_a_range_achievement_falls_in_proportion_to_the_nearer_bound(
    session: AsyncSession, actual: str, reached: str
) -> None:
    inside = indicator(
        "ratio",
        direction=Direction.RANGE,
        target=None,
        range_low=Decimal(20),
        range_high=Decimal(30),
    )
    assert await composite_of(session, inside, ratio=actual) == Decimal(reached)


@pytest.mark.parametrize(("actual", "reached"), [("0", 100), ("1", 0), ("-1", 0)])
async def test_any_distance_from_a_bound_of_zero_is_as_far_as_can_be(
    session: AsyncSession, actual: str, reached: int
) -> None:
    nothing = indicator(
        "errors",
        direction=Direction.RANGE,
        target=None,
        range_low=Decimal(0),
        range_high=Decimal(0),
        scale_min=Decimal(-10),
    )
    assert await composite_of(session, nothing, errors=actual) == reached


async def test_cap_and_floor_of_the_indicator_bound_the_achievement(session: AsyncSession) -> None:
    capped = indicator("capped", 50, cap=Decimal(100), floor=Decimal(20))
    floored = indicator("floored", 50, cap=Decimal(100), floor=Decimal(20))
    scene = await scene_of(session, component("only", 100, capped, floored))
    appraisal = await scene.appraise(session, {"capped": 150, "floored": 5})

    nodes = await nodes_of(session, DISHUB, appraisal)

    assert nodes[scene.version.indicators["capped"]][0] == 100
    assert nodes[scene.version.indicators["floored"]][0] == 20


async def test_thirds_that_make_a_whole_reach_the_bound_exactly(session: AsyncSession) -> None:
    thirds = [indicator(f"i{n}", w, target=Decimal(3)) for n, w in enumerate((30, 30, 40))]
    scene = await scene_of(session, component("only", 100, *thirds))
    # 2/3, 3/3 and 3/3 of the target: 20 + 30 + 40 = 90, though 66.66… has no last digit.
    appraisal = await scene.appraise(session, {"i0": 2, "i1": 3, "i2": 3})

    result = await result_of(session, DISHUB, appraisal)

    assert result["composite"] == 90
    assert result["numeric_grade"] == "GOOD"


async def test_a_result_is_rounded_half_up_at_ten_decimals(session: AsyncSession) -> None:
    assert await composite_of(session, indicator("value"), value="80.12345678905") == Decimal(
        "80.1234567891"
    )
    assert await composite_of(session, indicator("value"), value="80.123456789049") == Decimal(
        "80.1234567890"
    )


# --- what does not apply --------------------------------------------------------------------------


async def test_a_policy_of_zero_counts_what_does_not_apply_as_nothing(
    session: AsyncSession,
) -> None:
    counted = indicator("strict", 40, na_policy=ZERO)
    assert await composite_of(session, counted, indicator("other", 60), strict=None, other=90) == 54


async def test_when_nothing_applies_there_is_no_score_and_never_zero(
    session: AsyncSession,
) -> None:
    scene = await scene_of(
        session, component("a", 60, indicator("x")), component("b", 40, indicator("y"))
    )
    appraisal = await scene.appraise(session, {"x": None, "y": None})

    result = await result_of(session, DISHUB, appraisal)
    nodes = await nodes_of(session, DISHUB, appraisal)

    assert result["composite"] is None
    assert result["work_score"] is None
    assert result["numeric_grade"] is None
    assert result["suggested_work_rating"] is None
    assert set(nodes.values()) == {(None, 0, 0)}


async def test_a_component_without_an_applicable_child_does_not_apply_itself(
    session: AsyncSession,
) -> None:
    left = component(
        "left",
        40,
        component("inner", 50, indicator("gone")),
        component("other", 50, indicator("gone_too")),
    )
    scene = await scene_of(session, left, component("right", 60, indicator("here")))
    appraisal = await scene.appraise(session, {"gone": None, "gone_too": None, "here": 77})

    result = await result_of(session, DISHUB, appraisal)
    nodes = await nodes_of(session, DISHUB, appraisal)

    assert result["composite"] == 77
    assert nodes[scene.version.components["left"]] == (None, 0, 0)
    assert nodes[scene.version.components["inner"]] == (None, 0, 0)
    assert nodes[scene.version.components["right"]] == (77, 100, 77)


async def test_an_indicator_counts_for_the_position_classes_it_names(
    session: AsyncSession,
) -> None:
    leading = indicator("leading", 40, applies_to=(ApplicableClass.PENGAWAS,))
    scene = await scene_of(session, component("only", 100, leading, indicator("work", 60)))
    scores: dict[str, Actual] = {"leading": 50, "work": 100}
    staff = await scene.appraise(session, {"work": 100})
    scored_by_mistake = await scene.appraise(session, scores)
    supervisor = await scene.appraise(session, scores, position_class=PositionClass.PENGAWAS)

    composites = [
        (await result_of(session, DISHUB, appraisal))["composite"]
        for appraisal in (staff, scored_by_mistake, supervisor)
    ]

    assert composites == [100, 100, 80]


async def test_the_result_so_far_leaves_out_what_is_not_scored_yet(session: AsyncSession) -> None:
    scene = await scene_of(
        session, component("only", 100, indicator("done", 30), indicator("open", 70))
    )
    appraisal = await scene.appraise(session, {"done": 88})

    assert (await result_of(session, DISHUB, appraisal))["composite"] == 88


# --- work and behaviour ---------------------------------------------------------------------------


async def test_the_ratio_of_the_law_holds_whatever_does_not_apply(session: AsyncSession) -> None:
    scene = await scene_of(
        session,
        component("main", 40, indicator("main_value")),
        component("extra", 30, indicator("extra_value")),
        component("perilaku", 30, indicator("pk"), category=BEHAVIOUR),
        scheme=Scheme.S70_30,
    )
    appraisal = await scene.appraise(session, {"main_value": 100, "extra_value": None, "pk": 50})

    result = await result_of(session, DISHUB, appraisal)
    nodes = await nodes_of(session, DISHUB, appraisal)

    assert (result["work_score"], result["behaviour_score"]) == (100, 50)
    assert result["composite"] == 85
    assert nodes[scene.version.components["main"]] == (100, 70, 70)
    assert nodes[scene.version.components["perilaku"]] == (50, 30, 15)


async def test_a_part_of_which_nothing_applies_leaves_the_whole_to_the_other(
    session: AsyncSession,
) -> None:
    scene = await scene_of(
        session,
        component("skp", 70, indicator("work")),
        component("perilaku", 30, indicator("pk"), category=BEHAVIOUR),
        scheme=Scheme.S70_30,
    )
    no_behaviour = await scene.appraise(session, {"work": 80, "pk": None})
    no_work = await scene.appraise(session, {"work": None, "pk": 95})

    first = await result_of(session, DISHUB, no_behaviour)
    second = await result_of(session, DISHUB, no_work)

    assert (first["work_score"], first["behaviour_score"], first["composite"]) == (80, None, 80)
    assert (second["work_score"], second["behaviour_score"], second["composite"]) == (None, 95, 95)


async def test_behaviour_is_an_ordinary_component_where_the_tree_alone_decides(
    session: AsyncSession,
) -> None:
    scene = await scene_of(
        session,
        component("skp", 50, indicator("work")),
        component("perilaku", 50, indicator("pk"), category=BEHAVIOUR),
    )
    appraisal = await scene.appraise(session, {"work": 80, "pk": 100})

    result = await result_of(session, DISHUB, appraisal)

    assert (result["work_score"], result["behaviour_score"], result["composite"]) == (90, None, 90)


@pytest.mark.parametrize(
    ("score", "suggested"),
    [
        ("110", "ABOVE_EXPECTATION"),
        ("109.9999999999", "MEETS_EXPECTATION"),
        ("90", "MEETS_EXPECTATION"),
        ("89.9999999999", "BELOW_EXPECTATION"),
    ],
)
async def test_the_work_score_suggests_a_rating(
    session: AsyncSession, score: str, suggested: str
) -> None:
    scene = await scene_of(session, component("only", 100, indicator("value")))
    appraisal = await scene.appraise(session, {"value": score})

    assert (await result_of(session, DISHUB, appraisal))["suggested_work_rating"] == suggested


# --- the tree -------------------------------------------------------------------------------------


async def test_a_tree_of_the_greatest_depth_is_computed_to_its_root(session: AsyncSession) -> None:
    tree = component(f"level{MAX_DEPTH}", 60, indicator("deepest", 50), indicator("sibling", 50))
    for depth in range(MAX_DEPTH - 1, 0, -1):
        beside = indicator(f"beside{depth}", 40)
        tree = component(f"level{depth}", 60 if depth > 1 else 100, tree, beside)
    scene = await scene_of(session, tree)
    aside = {f"beside{depth}": 100 for depth in range(1, MAX_DEPTH)}
    appraisal = await scene.appraise(session, {"deepest": 0, "sibling": 100, **aside})

    result = await result_of(session, DISHUB, appraisal)
    nodes = await nodes_of(session, DISHUB, appraisal)

    missed = 100 * Decimal("0.6") ** (MAX_DEPTH - 1) / 2
    assert result["composite"] == 100 - missed
    leaves = [nodes[key][2] for key in scene.version.indicators.values()]
    assert sum(leaves) == result["composite"]


async def test_the_contributions_of_the_roots_and_of_the_leaves_make_the_composite(
    session: AsyncSession,
) -> None:
    scene = await scene_of(
        session,
        component("a", 20, component("aa", 75, indicator("x")), indicator("y", 25)),
        component("b", 80, indicator("z", 50), indicator("w", 50)),
    )
    appraisal = await scene.appraise(session, {"x": 64, "y": 88, "z": 104, "w": None})

    result = await result_of(session, DISHUB, appraisal)
    nodes = await nodes_of(session, DISHUB, appraisal)

    assert result["composite"] == Decimal("97.2")
    roots = [nodes[scene.version.components[code]][2] for code in ("a", "b")]
    leaves = [nodes[key][2] for key in scene.version.indicators.values()]
    assert sum(roots) == sum(leaves) == result["composite"]


# --- which score counts ---------------------------------------------------------------------------


async def test_a_later_score_supersedes_the_earlier_one(session: AsyncSession) -> None:
    scene = await scene_of(session, component("only", 100, indicator("value")))
    appraisal = await scene.appraise(session, {})
    ratee = await ratee_of(session, appraisal)
    first = await scene.score(session, appraisal, ratee, "value", 50)
    second = await scene.score(session, appraisal, ratee, "value", 60, supersedes_id=first)
    await scene.score(session, appraisal, ratee, "value", 70, supersedes_id=second)

    assert (await result_of(session, DISHUB, appraisal))["composite"] == 70


@pytest.mark.parametrize(
    ("source", "reported", "entered", "counts"),
    [
        pytest.param(Source.ATTENDANCE, 80, None, 80, id="a register reports"),
        pytest.param(Source.ATTENDANCE, 80, 100, 80, id="a register outweighs the rater"),
        pytest.param(Source.ATTENDANCE, None, 100, 100, id="the rater stands in for it"),
        pytest.param(Source.SELF, 120, 70, 70, id="the rater outweighs the ratee"),
        pytest.param(Source.SELF, 120, None, 120, id="the ratee alone"),
        pytest.param(Source.PEER, 90, 100, 100, id="the rater outweighs peers"),
    ],
)
async def test_of_several_sources_one_counts(
    session: AsyncSession, source: Source, reported: int | None, entered: int | None, counts: int
) -> None:
    scene = await scene_of(session, component("only", 100, indicator("value", source=source)))
    appraisal = await scene.appraise(session, {})
    ratee = await ratee_of(session, appraisal)
    if reported is not None:
        await scene.score(session, appraisal, ratee, "value", reported, source=source)
    if entered is not None:
        await scene.score(session, appraisal, ratee, "value", entered)

    assert (await result_of(session, DISHUB, appraisal))["composite"] == counts


async def test_a_word_about_oneself_never_counts_where_the_rater_is_asked(
    session: AsyncSession,
) -> None:
    scene = await scene_of(session, component("only", 100, indicator("value")))
    appraisal = await scene.appraise(session, {})
    await scene.score(
        session, appraisal, await ratee_of(session, appraisal), "value", 120, source="SELF"
    )

    assert (await result_of(session, DISHUB, appraisal))["composite"] is None


async def ratee_of(session: AsyncSession, appraisal_id: UUID) -> UUID:
    found = await session.execute(
        select(Appraisal.ratee_id).where(
            Appraisal.agency_id == DISHUB, Appraisal.id == appraisal_id
        )
    )
    return found.scalar_one()
