"""The database types that layers above may name without touching SQL."""

from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

Engine: TypeAlias = AsyncEngine
Session: TypeAlias = AsyncSession
