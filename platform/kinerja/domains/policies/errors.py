"""Every failure that work on an agency's policies and roles may answer with.

What is wrong with the content of a set of policies is told by `policies.guardrails`.
"""

from kinerja.kit.errors import KinerjaError


class PolicyVersionNotFoundError(KinerjaError):
    """No such version in this agency, or the actor may not know of it."""

    code = "NOT_FOUND"
    en = "There is no such version of policies in this agency."
    id = "Tidak ada versi kebijakan seperti itu di perangkat daerah ini."


class PolicyStateConflictError(KinerjaError):
    """The version's status does not allow this step."""

    code = "STATE_CONFLICT"
    en = "This version is {status}; only one that is PROPOSED can be decided or withdrawn."
    id = "Versi ini berstatus {status}; yang dapat diputuskan atau ditarik hanya yang PROPOSED."


class StaleVersionError(KinerjaError):
    """The proposal was made from another version than the one that is in force by now."""

    code = "STALE_VERSION"
    en = (
        "In force is {current}, but this proposal was made from {base}."
        " Read what is in force, and propose the change again from there."
    )
    id = (
        "Yang berlaku adalah {current}, sedangkan usulan ini disusun dari {base}."
        " Baca yang berlaku, lalu usulkan kembali perubahan itu dari sana."
    )


class TwoPersonsRequiredError(KinerjaError):
    """Whoever proposed policies does not put them into force as well."""

    code = "TWO_PERSONS_REQUIRED"
    en = "You proposed these policies; another person must decide on them."
    id = "Anda yang mengusulkan kebijakan ini; orang lain yang harus memutuskannya."


class NotProposerError(KinerjaError):
    """Somebody else than the proposer wants to take a proposal back."""

    code = "NOT_PROPOSER"
    en = "Only the person who proposed these policies withdraws them. The head can reject them."
    id = "Yang menarik usulan hanya pengusulnya. Kepala perangkat daerah dapat menolaknya."


class NothingToChangeError(KinerjaError):
    """The proposal says what is in force already."""

    code = "NOTHING_TO_CHANGE"
    en = "These policies are in force already; there is nothing to decide."
    id = "Kebijakan ini sudah berlaku; tidak ada yang perlu diputuskan."


class NeverInForceError(KinerjaError):
    """Only what was once in force can be rolled back to."""

    code = "NEVER_IN_FORCE"
    en = "This version was never in force. Propose its content with proposePolicies instead."
    id = "Versi ini tidak pernah berlaku. Usulkan isinya dengan proposePolicies."


class PolicyTextError(KinerjaError):
    """A text is missing, too long, or holds control characters."""

    code = "TEXT_NOT_ALLOWED"
    en = "Write 1 to {limit} characters, without control characters."
    id = "Tulis 1 sampai {limit} karakter, tanpa karakter kendali."


class TooManyPartsError(KinerjaError):
    """A set of policies holds more than one version may."""

    code = "TOO_MANY_ITEMS"
    en = "At most {limit} fit here; there are {given}."
    id = "Paling banyak {limit} di sini; ini ada {given}."


class EmployeeNotFoundError(KinerjaError):
    """No such employee in this agency."""

    code = "NOT_FOUND"
    en = "There is no such employee in this agency."
    id = "Tidak ada pegawai seperti itu di perangkat daerah ini."


class EmployeeInactiveError(KinerjaError):
    """Somebody who does not serve is to hold a role."""

    code = "EMPLOYEE_INACTIVE"
    en = "This employee is not active. Set the state to ACTIVE first, or choose somebody else."
    id = "Pegawai ini tidak aktif. Ubah statusnya menjadi ACTIVE dahulu, atau pilih orang lain."


class RoleAssignmentNotFoundError(KinerjaError):
    """No such role assignment in this agency, or the actor may not know of it."""

    code = "NOT_FOUND"
    en = "There is no such role assignment in this agency."
    id = "Tidak ada penetapan peran seperti itu di perangkat daerah ini."


class UnknownRoleError(KinerjaError):
    """The agency can give no role of that name."""

    code = "UNKNOWN_ROLE"
    en = "{role} is no role that this agency gives. It gives: {known}."
    id = "{role} bukan peran yang diberikan perangkat daerah ini. Yang diberikan: {known}."


class OwnRoleError(KinerjaError):
    """Nobody gives oneself a role or takes it from oneself."""

    code = "OWN_ROLE"
    en = "Nobody gives oneself a role or ends the own one. Let another person do it."
    id = "Tidak seorang pun memberi atau mengakhiri perannya sendiri. Mintalah orang lain."


class RoleHeldError(KinerjaError):
    """The person holds the role on some of the days already."""

    code = "ROLE_HELD"
    en = "This person holds the role on some of these days already. End that assignment first."
    id = "Orang ini sudah memegang peran itu pada sebagian hari tersebut. Akhiri dahulu yang itu."


class PeriodEmptyError(KinerjaError):
    """The last day lies before the first."""

    code = "PERIOD_EMPTY"
    en = "The last day lies before the first day."
    id = "Tanggal akhir mendahului tanggal awal."


class EndInPastError(KinerjaError):
    """A role would end before today, or before it begins: what was done under it stays."""

    code = "END_IN_PAST"
    en = (
        "The last day is today at the earliest, and not before the role begins. Leave it out to end"
        " the role at once."
    )
    id = (
        "Hari terakhir paling cepat hari ini, dan tidak sebelum peran mulai berlaku. Kosongkan"
        " untuk mengakhiri peran itu seketika."
    )


class AlreadyEndedError(KinerjaError):
    """The role ended on an earlier day; what has ended is history."""

    code = "ALREADY_ENDED"
    en = "This ended on an earlier day. Grant the role anew for the days after it."
    id = "Ini sudah berakhir pada tanggal sebelumnya. Berikan peran itu lagi untuk masa setelahnya."
