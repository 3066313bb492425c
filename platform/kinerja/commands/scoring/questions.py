"""What is asked of the service about the scores of a rater, and how scores are sent to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kinerja.commands.exporting.errors import NotFoundError
from kinerja.commands.exporting.service import Service
from kinerja.commands.scoring.errors import TooManyScoresError
from kinerja.commands.scoring.layout import Stamp
from kinerja.domains.appraisals.counted_scores import BY_HAND, FACTUAL

#: Appraisals, and scores of each, that one question asks for.
PAGE: Final = 50
SCORES: Final = 200
_SCORES = f"""
  scores(first: {SCORES}, filter: {{isCurrent: true, source: {{eq: {BY_HAND}}}}}) {{
    pageInfo {{ hasNextPage }}
    nodes {{ id actual notApplicable comment evidence indicator {{ id }} }}
  }}"""
_CYCLE = """
query ($agency: String!, $cycle: String!) {
  agency(code: $agency) { cycle(code: $cycle) {
    id state
    frameworkVersion { id indicators {
      id code nameId nameEn unit target scaleMin scaleMax source appliesTo naPolicy
    } }
  } }
}"""
_TO_SCORE = f"""
query ($filter: AppraisalFilter, $first: Int!, $after: String) {{
  viewer {{ appraisalsToRate(first: $first, after: $after, filter: $filter) {{
    pageInfo {{ hasNextPage endCursor }}
    nodes {{ id positionClass ratee {{ name }} orgUnit {{ code }} {_SCORES} }}
  }} }}
}}"""
_CURRENT = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Appraisal {{ id {_SCORES} }} }} }}"
_SUBMIT = """
mutation ($scores: [ScoreInput!]!) {
  submitScores(input: {scores: $scores, allOrNothing: true}) {
    accepted
    results { ok error { code message path } }
    errors { code message }
  }
}"""

#: What `Score`s say, by appraisal and indicator.
Scores = dict[tuple[str, str], dict[str, Any]]


@dataclass(frozen=True)
class Measured:
    """A cycle: what a file of it is stamped with, its state, and what is scored by hand in it."""

    stamp: Stamp
    state: str
    by_hand: Sequence[Mapping[str, Any]]


def ask_cycle(service: Service, *, agency: str, cycle: str) -> Measured:
    """Return the cycle with this code.

    Raises:
        NotFoundError: there is none for who asks.
    """
    data = service.ask(_CYCLE, {"agency": agency, "cycle": cycle})
    found = (data["agency"] or {}).get("cycle")
    if found is None or found["frameworkVersion"] is None:
        raise NotFoundError(what="cycle")
    version = found["frameworkVersion"]
    by_hand = [one for one in version["indicators"] if one["source"] not in FACTUAL]
    stamp = Stamp(agency, cycle, found["id"], version["id"])
    return Measured(stamp, found["state"], by_hand)


def ask_to_score(
    service: Service, *, cycle_id: str, rater: str | None
) -> Iterator[Mapping[str, Any]]:
    """Yield the appraisals that wait for who asks; with `rater`, only those pinned to that one."""
    wanted: dict[str, Any] = {
        "cycle": {"eq": cycle_id},
        "state": {"eq": "RATER_REVIEW"},
        "isSuperseded": False,
    }
    if rater is not None:
        wanted["rater"] = {"eq": rater}
    after = None
    while True:
        data = service.ask(_TO_SCORE, {"filter": wanted, "first": PAGE, "after": after})
        page = data["viewer"]["appraisalsToRate"]
        yield from page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


def ask_current(service: Service, appraisal_ids: Sequence[str]) -> Scores:
    """Return the scores by hand that count now, as far as who asks may see them."""
    found: Scores = {}
    for start in range(0, len(appraisal_ids), PAGE):
        ids = appraisal_ids[start : start + PAGE]
        for node in service.ask(_CURRENT, {"ids": ids})["nodes"]:
            if node:
                found.update(scores_of(node))
    return found


def scores_of(appraisal: Mapping[str, Any]) -> Scores:
    """Return the scores of an appraisal.

    Raises:
        TooManyScoresError: there are more than were asked for.
    """
    page = appraisal["scores"]
    if page["pageInfo"]["hasNextPage"]:
        raise TooManyScoresError(limit=SCORES)
    return {
        (appraisal["id"], one["indicator"]["id"]): one for one in page["nodes"] if one["indicator"]
    }


def submit(service: Service, scores: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Send scores, of which all are written or none; return the payload of the answer."""
    payload: Mapping[str, Any] = service.ask(_SUBMIT, {"scores": scores})["submitScores"]
    return payload
