"""Approving an innovation: a second person says that it is one (PP 30/2019 Pasal 41(5)a)."""

from uuid import UUID

from sqlalchemy import func, literal, not_, update
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.errors import (
    ConcurrentUpdateError,
    EvidenceRequiredError,
    InnovationByRaterError,
)
from kinerja.domains.appraisals.facts import APPRAISAL_FACTS
from kinerja.domains.appraisals.history import Deed, note
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.outcomes import check_text
from kinerja.domains.appraisals.own_work import has_scored
from kinerja.domains.appraisals.rater_steps import refusal_of, refused_row
from kinerja.domains.appraisals.rating_items import EVIDENCE_LIMIT
from policies.permissions import Action, Resource
from policies.subject import Actor

#: Deny rules of the baseline that keep scoring and approving apart.
APART = (
    "rater-never-approves",
    "nobody-decides-on-himself",
    "scorer-never-approves",
    "substitute-never-approves",
)


async def approve_innovation(
    actor: Actor, session: AsyncSession, *, appraisal_id: UUID, evidence: str | None = None
) -> None:
    """Recognise the innovation of an appraisal; without `evidence`, on the evidence it has.

    Raises:
        InnovationByRaterError: the actor is the rater or the ratee, or has scored in his place.
        EvidenceRequiredError: there is no evidence.
        AppraisalStateConflictError: the appraisal is final, or not with its rater yet.
        AppraisalNotFoundError, NotPermittedError: as their names say.
    """
    grant = actor.require(Resource.APPRAISAL, Action.DECIDE)
    wrong = check_text(evidence, "evidence", limit=EVIDENCE_LIMIT)
    if wrong:
        raise wrong
    given = func.nullif(func.btrim(literal(evidence or "")), "")
    known = func.coalesce(given, Appraisal.innovation_evidence)
    approved = await session.scalar(
        update(Appraisal)
        .where(
            Appraisal.agency_id == actor.agency_id,
            Appraisal.id == appraisal_id,
            grant.row_filter(APPRAISAL_FACTS, actor),
            not_(has_scored(actor)),
            func.btrim(func.coalesce(known, "")) != "",
        )
        .values(
            innovation_evidence=known,
            innovation_approved=True,
            innovation_approved_by=literal(actor.subject.id),
        )
        .returning(Appraisal.id)
        .execution_options(synchronize_session=False)
    )
    if approved is None:
        await _refuse(actor, session, appraisal_id)
    after = {appraisal_id: {"innovation_approved": True}}
    await note(actor, session, Deed.INNOVATION_APPROVED, after)


async def _refuse(actor: Actor, session: AsyncSession, appraisal_id: UUID) -> None:
    details = (
        Appraisal.__table__.c.innovation_evidence,
        has_scored(actor).label("has_scored"),
    )
    row = await refused_row(actor, session, appraisal_id, *details, action=Action.DECIDE)
    if row["refusal"] in APART or (row["refusal"] is None and row["has_scored"]):
        raise InnovationByRaterError(path=("appraisalId",))
    refusal = refusal_of(actor, row, action=Action.DECIDE)
    if refusal is not None:
        raise refusal
    if not (row["innovation_evidence"] or "").strip():
        raise EvidenceRequiredError(path=("evidence",))
    raise ConcurrentUpdateError
