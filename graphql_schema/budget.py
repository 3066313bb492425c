"""What an operation takes off the budget of who asks, and the refusal when too little is left."""

from typing import Any

from graphql_schema.context import Context
from graphql_schema.cost import MAX_COST, QueryTooExpensiveError
from kinerja.kit.errors import KinerjaError


class ThrottledError(KinerjaError):
    """The caller has asked for more lately than one caller may."""

    code = "THROTTLED"
    en = "You have asked for too much at once: try again in {wait} seconds, or for less."
    id = "Anda meminta terlalu banyak sekaligus: coba lagi {wait} detik lagi, atau kurangi."

    def __init__(self, *, wait: int) -> None:
        super().__init__(wait=wait)
        self.wait = wait


def spend(context: Context | None, cost: int) -> KinerjaError | None:
    """Take the cost off the budget of who asks; return why the operation is not run, or None.

    An operation that is too expensive for anybody takes nothing off.
    """
    if cost > MAX_COST:
        return QueryTooExpensiveError(cost=cost, limit=MAX_COST)
    if context is None or context.allowance is None:
        return None
    context.balance = context.allowance.spend(cost)
    wait = context.balance.wait
    return None if wait is None else ThrottledError(wait=wait)


def told_cost(context: Context | None, cost: int) -> dict[str, Any]:
    """Return `extensions.cost`: what the operation costs, what it may cost, and what is left.

    What it really took is not told: the database gives finished JSON, whose objects nobody counts.
    """
    told: dict[str, Any] = {"requestedQueryCost": cost, "maximumQueryCost": MAX_COST}
    if context is None or context.allowance is None:
        return told
    budgets, balance = context.allowance.budgets, context.balance
    return {
        **told,
        "throttleStatus": {
            "maximumAvailable": budgets.maximum,
            "currentlyAvailable": balance.left if balance else context.allowance.spend(0).left,
            "restoreRate": budgets.restored,
        },
    }
