"""The worked cases of the domain rules (section 3.4), through the real database."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.vocabulary import Grade, Rating
from kinerja.domains.frameworks.tree import ComponentSpec
from kinerja.domains.frameworks.vocabulary import ComponentCategory, Direction, Scheme
from tests.support.appraisal_factories import Scene, make_scene
from tests.support.database import DISHUB
from tests.support.framework_factories import (
    component,
    indicator,
    make_published_version,
    terms,
)
from tests.support.results import nodes_of, result_of

BEHAVIOUR = ComponentCategory.BEHAVIOUR
SERVICE = ComponentCategory.PUBLIC_SERVICE


async def scene_of(
    session: AsyncSession, *components: ComponentSpec, scheme: Scheme = Scheme.COMPONENTS
) -> Scene:
    version = await make_published_version(
        session, agency_id=DISHUB, components=components, version_terms=terms(scheme)
    )
    return await make_scene(session, DISHUB, version)


def skp_and_behaviour(work: int) -> Sequence[ComponentSpec]:
    """The tree of PP 30/2019: one root of work results, one of behaviour."""
    return (
        component("skp", work, indicator("skp_value")),
        component("perilaku", 100 - work, indicator("pk_value"), category=BEHAVIOUR),
    )


PP30 = [
    # case, SKP, behaviour, weight of SKP, innovation, composite, grade
    ("G01", "100", "100", 70, False, "100", Grade.GOOD),
    ("G02 with an innovation", "118", "116", 70, True, "117.4", Grade.VERY_GOOD),
    ("G02 without one", "118", "116", 70, False, "117.4", Grade.GOOD),
    ("G03 at 70/30", "115", "110", 70, False, "113.5", Grade.GOOD),
    ("G03 at 60/40", "115", "110", 60, False, "113", Grade.GOOD),
    ("G04 at 70/30", "88", "92", 70, False, "89.2", Grade.NEEDS_IMPROVEMENT),
    ("G04 at 60/40", "88", "92", 60, False, "89.6", Grade.NEEDS_IMPROVEMENT),
    ("G06", "72", "65", 70, False, "69.9", Grade.POOR),
    ("G08", "89.995", "90.01", 70, False, "89.9995", Grade.NEEDS_IMPROVEMENT),
    ("lower bound of very good", "110", "110", 70, True, "110", Grade.VERY_GOOD),
    ("just below very good", "109.99", "110", 70, True, "109.993", Grade.GOOD),
    ("lower bound of good", "90", "90", 60, False, "90", Grade.GOOD),
    ("lower bound of cukup", "70", "70", 70, False, "70", Grade.NEEDS_IMPROVEMENT),
    ("lower bound of kurang", "50", "50", 70, False, "50", Grade.POOR),
    ("below every class", "49.99", "50", 70, False, "49.993", Grade.VERY_POOR),
    ("nothing reached", "0", "0", 60, False, "0", Grade.VERY_POOR),
    ("an innovation alone is no grade", "89", "89", 70, True, "89", Grade.NEEDS_IMPROVEMENT),
]


@pytest.mark.parametrize(
    ("skp", "behaviour", "weight", "innovation", "composite", "grade"),
    [pytest.param(*case[1:], id=case[0]) for case in PP30],
)
async def test_work_and_behaviour_combine_as_pp_30_2019_says(
    session: AsyncSession,
    *,
    skp: str,
    behaviour: str,
    weight: int,
    innovation: bool,
    composite: str,
    grade: Grade,
) -> None:
    scheme = Scheme.S70_30 if weight == 70 else Scheme.S60_40
    scene = await scene_of(session, *skp_and_behaviour(weight), scheme=scheme)
    approval = await innovation_of(scene, approved=innovation)
    appraisal = await scene.appraise(session, {"skp_value": skp, "pk_value": behaviour}, **approval)

    result = await result_of(session, DISHUB, appraisal)

    assert result["work_score"] == Decimal(skp)
    assert result["behaviour_score"] == Decimal(behaviour)
    assert result["composite"] == Decimal(composite)
    assert result["numeric_grade"] == grade


async def innovation_of(scene: Scene, *, approved: bool) -> dict[str, Any]:
    if not approved:
        return {}
    superior = scene.cycle_id  # Any id that is neither rater nor ratee; no foreign key holds it.
    return {
        "innovation_evidence": "SK inovasi",
        "innovation_approved": True,
        "innovation_approved_by": superior,
    }


@pytest.mark.parametrize(
    ("weight", "composite"), [(70, "104.3"), (60, "104.4")], ids=["70/30", "60/40"]
)
async def test_g10_achievement_counts_at_most_120(
    session: AsyncSession, weight: int, composite: str
) -> None:
    skp = component(
        "skp",
        weight,
        indicator("first", 40, target=Decimal(100)),
        indicator("second", 30, target=Decimal(20)),
        indicator("third", 30, target=Decimal(95)),
    )
    behaviour = component("perilaku", 100 - weight, indicator("pk"), category=BEHAVIOUR)
    scheme = Scheme.S70_30 if weight == 70 else Scheme.S60_40
    scene = await scene_of(session, skp, behaviour, scheme=scheme)
    appraisal = await scene.appraise(session, {"first": 110, "second": 26, "third": 76, "pk": 105})

    result = await result_of(session, DISHUB, appraisal)
    nodes = await nodes_of(session, DISHUB, appraisal)

    reached = [nodes[scene.version.indicators[code]][0] for code in ("first", "second", "third")]
    assert reached == [110, 120, 80]
    assert result["work_score"] == 104
    assert result["composite"] == Decimal(composite)


@pytest.mark.parametrize(("actual", "reached"), [(8, 120), (10, 100), (12, 80), (25, 0)], ids=str)
async def test_g11_less_is_better_when_the_direction_says_so(
    session: AsyncSession, actual: int, reached: int
) -> None:
    waiting = indicator("waiting", direction=Direction.LOWER, target=Decimal(10))
    scene = await scene_of(session, component("service", 100, waiting, category=SERVICE))
    appraisal = await scene.appraise(session, {"waiting": actual})

    result = await result_of(session, DISHUB, appraisal)

    assert result["composite"] == reached


async def test_g12_rater_and_peers_are_weighed_inside_behaviour(session: AsyncSession) -> None:
    behaviour = component(
        "perilaku",
        100,
        component("atasan", 60, indicator("rater"), category=BEHAVIOUR),
        component("rekan", 40, indicator("peer_a", 50), indicator("peer_b", 50)),
        category=BEHAVIOUR,
    )
    scene = await scene_of(session, behaviour)
    appraisal = await scene.appraise(session, {"rater": 100, "peer_a": 90, "peer_b": 110})

    result = await result_of(session, DISHUB, appraisal)

    assert result["composite"] == 100


ABOVE, MEETS, BELOW = (
    Rating.ABOVE_EXPECTATION,
    Rating.MEETS_EXPECTATION,
    Rating.BELOW_EXPECTATION,
)
CELLS = [
    (ABOVE, BELOW, Grade.POOR),
    (ABOVE, MEETS, Grade.GOOD),
    (ABOVE, ABOVE, Grade.VERY_GOOD),
    (MEETS, BELOW, Grade.POOR),
    (MEETS, MEETS, Grade.GOOD),
    (MEETS, ABOVE, Grade.GOOD),
    (BELOW, BELOW, Grade.VERY_POOR),
    (BELOW, MEETS, Grade.NEEDS_IMPROVEMENT),
    (BELOW, ABOVE, Grade.NEEDS_IMPROVEMENT),
]


async def test_g13_the_matrix_of_permenpanrb_6_2022_has_nine_cells(session: AsyncSession) -> None:
    scene = await scene_of(session, component("work", 100, indicator("value")))

    for work, behaviour, grade in CELLS:
        appraisal = await scene.appraise(
            session, {"value": 100}, decided_work_rating=work, behaviour_rating=behaviour
        )
        result = await result_of(session, DISHUB, appraisal)
        assert result["official_grade"] == grade, (work, behaviour)


async def test_the_official_grade_waits_for_both_ratings(session: AsyncSession) -> None:
    scene = await scene_of(session, component("work", 100, indicator("value")))
    undecided: list[dict[str, Any]] = [
        {},
        {"decided_work_rating": ABOVE},
        {"behaviour_rating": ABOVE},
    ]
    for given in undecided:
        appraisal = await scene.appraise(session, {"value": 100}, **given)
        assert (await result_of(session, DISHUB, appraisal))["official_grade"] is None


def dishub() -> Sequence[ComponentSpec]:
    """The framework of the founding story: responsibility, discipline, IKM, complaints."""
    return (
        component("tanggung_jawab", 35, indicator("skp")),
        component("disiplin", 20, indicator("absen"), category=ComponentCategory.DISCIPLINE),
        component("ikm", 25, indicator("ikm_value"), category=SERVICE),
        component("pengaduan", 20, indicator("sla"), category=SERVICE),
    )


async def test_g15_the_founding_story(session: AsyncSession) -> None:
    scene = await scene_of(session, *dishub())
    appraisal = await scene.appraise(
        session, {"skp": "96", "absen": "94.5", "ikm_value": "87.28", "sla": "90.89"}
    )

    result = await result_of(session, DISHUB, appraisal)

    assert result["composite"] == Decimal("92.498")
    assert result["work_score"] == Decimal("92.498")
    assert result["behaviour_score"] is None
    assert result["suggested_work_rating"] == MEETS


async def test_g16_what_does_not_apply_hands_its_weight_to_its_siblings(
    session: AsyncSession,
) -> None:
    scene = await scene_of(session, *dishub())
    appraisal = await scene.appraise(
        session, {"skp": "96", "absen": "94.5", "ikm_value": "87.28", "sla": None}
    )

    result = await result_of(session, DISHUB, appraisal)
    nodes = await nodes_of(session, DISHUB, appraisal)

    assert result["composite"] == Decimal("92.9")
    shares = {code: nodes[key] for code, key in scene.version.components.items()}
    assert shares == {
        "tanggung_jawab": (96, Decimal("43.75"), 42),
        "disiplin": (Decimal("94.5"), 25, Decimal("23.625")),
        "ikm": (Decimal("87.28"), Decimal("31.25"), Decimal("27.275")),
        "pengaduan": (None, 0, 0),
    }


async def test_g17_a_pelaksana_of_dki(session: AsyncSession) -> None:
    thirds = ("33.3333", "33.3333", "33.3334")
    renkin = component(
        "renkin",
        60,
        *(
            indicator(f"task_{number}", weight, target=Decimal(target))
            for number, (weight, target) in enumerate(zip(thirds, (10, 20, 5), strict=True))
        ),
    )
    # Activity is min(5,850; 6,000 - 300) minutes of 6,000 effective ones.
    activity = component(
        "aktivitas", 40, indicator("minutes", target=Decimal(6000), scale_max=9000)
    )
    scene = await scene_of(session, renkin, activity)
    appraisal = await scene.appraise(
        session, {"task_0": 10, "task_1": 18, "task_2": 5, "minutes": 5700}
    )

    result = await result_of(session, DISHUB, appraisal)
    nodes = await nodes_of(session, DISHUB, appraisal)

    of_renkin, of_activity = (nodes[scene.version.components[c]] for c in ("renkin", "aktivitas"))
    # Four decimals of a weight cannot say a third: 96.66667 where the mean is 96.66666….
    assert of_renkin[0] == Decimal("96.66667")
    assert of_activity[0] == 95
    assert result["composite"].quantize(Decimal("0.01")) == 96


async def test_g18_an_administrator_of_dki(session: AsyncSession) -> None:
    scene = await scene_of(
        session,
        component("renkin", 50, indicator("plan")),
        component("pengaduan", 30, indicator("complaints"), category=SERVICE),
        component("aktivitas", 20, indicator("activity")),
    )
    appraisal = await scene.appraise(session, {"plan": 100, "complaints": 80, "activity": 95})

    result = await result_of(session, DISHUB, appraisal)

    assert result["composite"] == 93
