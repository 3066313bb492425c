"""Why the service refuses to start on a database, one class a reason."""

from kinerja.kit.errors import KinerjaError


class ServerTooOldError(KinerjaError):
    """The server is older than PostgreSQL 16."""

    code = "SERVER_TOO_OLD"
    en = "The server is PostgreSQL {version}; this service needs 16 or later."
    id = "Server memakai PostgreSQL {version}; layanan ini memerlukan versi 16 atau lebih baru."


class RoleTooPowerfulError(KinerjaError):
    """The service's role is, or can become, one that row-level security does not bind."""

    code = "ROLE_TOO_POWERFUL"
    en = (
        "The role {role} is or may become {powers}, which bypasses row-level security. Let"
        " KINERJA_DATABASE_URL log in as kinerja_app."
    )
    id = (
        "Peran {role} adalah atau dapat menjadi {powers}, yang melewati row-level security."
        " KINERJA_DATABASE_URL harus memakai kinerja_app."
    )


class RoleWithoutAccessError(KinerjaError):
    """The role may not read the tables: it is not the service's."""

    code = "ROLE_WITHOUT_ACCESS"
    en = "The role {role} may not read the tables. Let KINERJA_DATABASE_URL log in as kinerja_app."
    id = "Peran {role} tidak boleh membaca tabel. KINERJA_DATABASE_URL harus memakai kinerja_app."


class RoleOwnsTablesError(KinerjaError):
    """The service's role owns tables: an owner can switch row-level security off."""

    code = "ROLE_OWNS_TABLES"
    en = "The role {role} owns or may own {tables}. Only kinerja_owner may own tables."
    id = "Peran {role} memiliki atau dapat memiliki {tables}. Hanya kinerja_owner yang boleh."


class RowSecurityMissingError(KinerjaError):
    """A table with rows of agencies does not force row-level security."""

    code = "ROW_SECURITY_MISSING"
    en = "Row-level security is not forced on {tables}: ALTER TABLE … FORCE ROW LEVEL SECURITY."
    id = "{tables} belum memaksakan row-level security. ALTER TABLE … FORCE ROW LEVEL SECURITY."


class UnknownPolicyError(KinerjaError):
    """A table carries a policy that this release does not know."""

    code = "UNKNOWN_POLICY"
    en = "This release does not know these row-level security policies: {policies}. Drop them."
    id = "Rilis ini tidak mengenal kebijakan row-level security berikut: {policies}. Hapuslah."


class PolicyMissingError(KinerjaError):
    """A table lacks a policy of this release, or carries it with another meaning."""

    code = "POLICY_MISSING"
    en = "These row-level security policies are missing or changed: {policies}."
    id = "Kebijakan row-level security berikut tidak ada atau berubah: {policies}."


class ExcessGrantError(KinerjaError):
    """The service's role may change rows that must stay as they are."""

    code = "EXCESS_GRANT"
    en = "The role of the service holds more rights than it may: {grants}. Revoke them."
    id = "Peran layanan memiliki hak lebih dari yang boleh: {grants}. Cabut hak tersebut."


class MigrationPendingError(KinerjaError):
    """The schema is older than this release."""

    code = "MIGRATION_PENDING"
    en = "The database is older than this release. Run `kinerja migrate` first."
    id = "Basis data lebih lama dari rilis ini. Jalankan `kinerja migrate` dahulu."
