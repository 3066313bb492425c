"""Configuring frameworks: making them and their versions, their trees and their weights.

Every function works in the actor's agency and in the caller's transaction; a failure raises, and
the caller undoes whatever was written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.frameworks.decimals import plain
from kinerja.domains.frameworks.entries import WeightEntry, match_entries
from kinerja.domains.frameworks.errors import (
    FrameworkCodeTakenError,
    FrameworkNotFoundError,
    VersionNotFoundError,
)
from kinerja.domains.frameworks.facts import VERSION_FACTS, draft_facts
from kinerja.domains.frameworks.heads import FrameworkHead, TermsChange
from kinerja.domains.frameworks.history import Deed, note
from kinerja.domains.frameworks.refusals import refuse_edit
from kinerja.domains.frameworks.repository import FrameworkRepository, VersionRecord
from kinerja.domains.frameworks.tree import ComponentSpec, VersionContent, weighed
from kinerja.domains.frameworks.vocabulary import Scheme
from kinerja.domains.frameworks.weighing import read_nodes, replace_weights
from kinerja.domains.frameworks.weights import weight_errors
from kinerja.kit.errors import raise_all
from policies.permissions import Action, Resource
from policies.subject import Actor
from tenants.session import ConcurrentChangeError


@dataclass(frozen=True)
class CreatedFramework:
    """A new framework and its first version, a draft."""

    framework_id: UUID
    version_id: UUID


async def create_framework(
    actor: Actor, session: AsyncSession, *, head: FrameworkHead, content: VersionContent
) -> CreatedFramework:
    """Make a framework with a first draft that says `content`; its tree may be empty.

    Raises:
        NotPermittedError: the actor may not configure frameworks here.
        FrameworkCodeTakenError: the agency has a framework with this code.
        KinerjaError: the weights are wrong.
    """
    check_weights(content.components, scheme=content.terms.scheme)
    repository = FrameworkRepository(session, actor.agency_id)
    allowed = actor.require(Resource.FRAMEWORK, Action.CONFIGURE).row_filter(
        draft_facts(actor.agency_id), actor
    )
    framework_id = await repository.add_framework(head.code, name=head.name, allowed=allowed)
    if framework_id is None:
        if await repository.find_framework_id(head.code):
            raise FrameworkCodeTakenError(framework=head.code, path=("code",))
        raise actor.refused(Resource.FRAMEWORK, Action.CONFIGURE)
    await note(
        actor,
        session,
        Deed.FRAMEWORK_CREATED,
        object_id=framework_id,
        after={"code": head.code, "name": head.name},
    )
    return CreatedFramework(
        framework_id, await _add_version(actor, session, framework_id, content=content)
    )


async def create_version(
    actor: Actor,
    session: AsyncSession,
    *,
    framework_id: UUID,
    change: TermsChange,
    clone_from: UUID | None = None,
) -> UUID:
    """Make the next version of a framework, a draft, from `clone_from` or from the latest one.

    Published versions are never touched; the new one has their tree, with ids of its own. Whether
    its period overlaps another published version is decided when it is published.

    Raises:
        NotPermittedError: the actor may not configure frameworks here.
        FrameworkNotFoundError: the agency has no such framework.
        VersionNotFoundError: the agency has no such version to clone.
    """
    repository = FrameworkRepository(session, actor.agency_id)
    allowed = actor.require(Resource.FRAMEWORK, Action.CONFIGURE).row_filter(
        draft_facts(actor.agency_id), actor
    )
    if not await repository.lock_framework(framework_id, allowed=allowed):
        if await repository.has_framework(framework_id):
            raise actor.refused(Resource.FRAMEWORK, Action.CONFIGURE)
        raise FrameworkNotFoundError(path=("framework_id",))
    source = await _source(actor, repository, framework_id, clone_from)
    content = await repository.content(source)
    changed = VersionContent(terms=change.applied_to(source.terms), components=content.components)
    return await _add_version(actor, session, framework_id, content=changed, source=source)


async def change_terms(
    actor: Actor, session: AsyncSession, *, version_id: UUID, change: TermsChange
) -> None:
    """Change scheme, period, applicability or legal basis of a draft.

    Raises:
        VersionImmutableError: the version is no draft.
        VersionNotFoundError, NotPermittedError: as their names say.
    """
    version = await _draft(actor, session, version_id)
    terms = change.applied_to(version.terms)
    allowed = actor.require(Resource.FRAMEWORK, Action.CONFIGURE).row_filter(VERSION_FACTS, actor)
    repository = FrameworkRepository(session, actor.agency_id)
    if not await repository.change_terms(version_id, terms=terms, allowed=allowed):
        raise ConcurrentChangeError
    await note(
        actor,
        session,
        Deed.TERMS_CHANGED,
        object_id=version_id,
        before=version.terms.as_text(),
        after=terms.as_text(),
    )


async def set_components(
    actor: Actor,
    session: AsyncSession,
    *,
    version_id: UUID,
    components: tuple[ComponentSpec, ...],
) -> None:
    """Put a whole new tree in the place of a draft's tree; all of it or nothing.

    Raises:
        VersionImmutableError: the version is no draft.
        VersionNotFoundError, NotPermittedError: as their names say.
        KinerjaError: the weights are wrong.
    """
    version = await _draft(actor, session, version_id)
    check_weights(components, scheme=version.terms.scheme)
    repository = FrameworkRepository(session, actor.agency_id)
    before = await repository.content(version)
    await repository.replace_tree(version_id, components)
    await note(
        actor,
        session,
        Deed.COMPONENTS_SET,
        object_id=version_id,
        before=_weights(before.components),
        after=_weights(components),
    )


async def set_weights(
    actor: Actor, session: AsyncSession, *, version_id: UUID, entries: Sequence[WeightEntry]
) -> None:
    """Replace the weights of all nodes of a draft at once, so that every sum can be checked.

    Raises:
        VersionImmutableError: the version is no draft.
        VersionNotFoundError, NotPermittedError: as their names say.
        KinerjaError: the set is not whole, or a sum is not exactly 100; see `match_entries`.
    """
    version = await _draft(actor, session, version_id)
    nodes = await read_nodes(session, version_id, agency_id=actor.agency_id)
    weighty = match_entries(nodes, entries, scheme=version.terms.scheme)
    allowed = actor.require(Resource.FRAMEWORK, Action.CONFIGURE).row_filter(VERSION_FACTS, actor)
    changed = await replace_weights(
        session,
        version_id,
        agency_id=actor.agency_id,
        weights={node.id: node.weight for node in weighty},
        allowed=allowed,
    )
    if changed != len(nodes):
        raise ConcurrentChangeError
    await note(
        actor,
        session,
        Deed.WEIGHTS_SET,
        object_id=version_id,
        before={node.code: plain(node.weight) for node in nodes},
        after={node.code: plain(node.weight) for node in weighty},
    )


def check_weights(components: tuple[ComponentSpec, ...], *, scheme: Scheme) -> None:
    """Raise all that is wrong with the weights of a tree; an empty tree has none.

    Raises:
        KinerjaError: WEIGHT_NOT_ALLOWED, WEIGHTS_NOT_100 or WEIGHTS_NOT_SCHEME.
        KinerjaErrorGroup: several of them.
    """
    raise_all(weight_errors(tuple(weighed(components)), scheme=scheme, path=("components",)))


async def _draft(actor: Actor, session: AsyncSession, version_id: UUID) -> VersionRecord:
    """Lock a draft that the actor may configure, or raise why there is none."""
    allowed = actor.require(Resource.FRAMEWORK, Action.CONFIGURE).row_filter(VERSION_FACTS, actor)
    repository = FrameworkRepository(session, actor.agency_id)
    version = await repository.lock_draft(version_id, allowed=allowed)
    if version is None:
        await refuse_edit(actor, session, version_id)
    return version


async def _source(
    actor: Actor, repository: FrameworkRepository, framework_id: UUID, clone_from: UUID | None
) -> VersionRecord:
    visible = actor.grant(Resource.FRAMEWORK, Action.VIEW).row_filter(VERSION_FACTS, actor)
    if clone_from is None:
        source = await repository.find_latest(framework_id, allowed=visible)
    else:
        source = await repository.find_version(clone_from, allowed=visible)
    if source is None:
        raise VersionNotFoundError(path=("clone_from",))
    return source


async def _add_version(
    actor: Actor,
    session: AsyncSession,
    framework_id: UUID,
    *,
    content: VersionContent,
    source: VersionRecord | None = None,
) -> UUID:
    repository = FrameworkRepository(session, actor.agency_id)
    version_id = await repository.add_version(
        framework_id, terms=content.terms, created_by=actor.subject.id
    )
    await repository.add_tree(version_id, content.components)
    await note(
        actor,
        session,
        Deed.VERSION_CREATED,
        object_id=version_id,
        after=content.terms.as_text() | {"cloned_from": str(source.id) if source else None},
    )
    return version_id


def _weights(components: tuple[ComponentSpec, ...]) -> dict[str, str]:
    return {node.code: plain(node.weight) for node in weighed(components)}
