"""What may be wrong with the policies that an agency proposes; each error has the path of its word.

Paths begin at the set: `roles`, `rules` or `suspended`, then the position, then the field.
"""

from kinerja.kit.errors import KinerjaError


class UnknownRoleError(KinerjaError):
    """A role that is neither one of the service nor one that the set itself makes."""

    code = "UNKNOWN_ROLE"
    en = "There is no role {word}. Name a role of the service, or one that this set makes."
    id = "Tidak ada peran {word}. Sebutkan peran dari layanan ini, atau yang dibuat dalam set ini."


class UnknownResourceError(KinerjaError):
    """A resource that is not in the vocabulary."""

    code = "UNKNOWN_RESOURCE"
    en = "There is no resource {word}. Known resources: {known}."
    id = "Tidak ada sumber daya {word}. Yang dikenal: {known}."


class UnknownActionError(KinerjaError):
    """An action that is not in the vocabulary."""

    code = "UNKNOWN_ACTION"
    en = "There is no action {word}. Known actions: {known}."
    id = "Tidak ada tindakan {word}. Yang dikenal: {known}."


class UnknownRelationError(KinerjaError):
    """A relation that is not in the vocabulary."""

    code = "UNKNOWN_RELATION"
    en = "There is no relation {word}. Known relations: {known}."
    id = "Tidak ada hubungan {word}. Yang dikenal: {known}."


class UnknownStateError(KinerjaError):
    """A state that no row of the resource can be in."""

    code = "UNKNOWN_STATE"
    en = "The resource {resource} has no state {word}. Its states: {known}."
    id = "Sumber daya {resource} tidak memiliki status {word}. Statusnya: {known}."


class UnknownFieldClassError(KinerjaError):
    """A field class that is not in the vocabulary."""

    code = "UNKNOWN_FIELD_CLASS"
    en = "There is no class of fields {word}. Known classes: {known}."
    id = "Tidak ada kelas data {word}. Yang dikenal: {known}."


class UnknownRuleError(KinerjaError):
    """A rule is to be suspended that the baseline does not have."""

    code = "UNKNOWN_RULE"
    en = "The province's baseline has no rule {word}."
    id = "Kebijakan dasar provinsi tidak memiliki aturan {word}."


class MalformedNameError(KinerjaError):
    """A name that could mean something to a parser, or that nobody could be given."""

    code = "MALFORMED_NAME"
    en = "{word} cannot be a name. Use 2 to 64 of: lower-case letters, digits, {joiners}."
    id = "{word} tidak dapat menjadi nama. Pakai 2 sampai 64 huruf kecil, angka, {joiners}."


class RoleNameTakenError(KinerjaError):
    """An own role has the name of one of the service, which it would shadow."""

    code = "ROLE_NAME_TAKEN"
    en = "{word} is a role of the service. Give your role another name."
    id = "{word} adalah peran dari layanan ini. Beri peran Anda nama lain."


class DuplicateRoleError(KinerjaError):
    """Two own roles have one name."""

    code = "DUPLICATE_ROLE"
    en = "There are two roles named {word}. Give each role a name of its own."
    id = "Ada dua peran bernama {word}. Beri setiap peran nama tersendiri."


class DuplicateRuleError(KinerjaError):
    """Two rules have one name, in the set or with one of the baseline."""

    code = "DUPLICATE_RULE"
    en = "There is another rule named {word}, here or in the baseline. Choose another name."
    id = "Sudah ada aturan bernama {word}, di sini atau di kebijakan dasar. Pilih nama lain."


class DuplicateSuspensionError(KinerjaError):
    """A rule is suspended twice."""

    code = "DUPLICATE_SUSPENSION"
    en = "Rule {word} is suspended twice. Name it once."
    id = "Aturan {word} ditangguhkan dua kali. Sebutkan sekali saja."


class NotInheritableError(KinerjaError):
    """An own role inherits one that an agency does not give away."""

    code = "NOT_INHERITABLE"
    en = "A role of an agency cannot inherit {word}; only roles of the agency and {known}."
    id = "Peran perangkat daerah tidak dapat mewarisi {word}; hanya peran sendiri dan {known}."


class RoleCircleError(KinerjaError):
    """A role inherits itself through others."""

    code = "ROLE_CIRCLE"
    en = "Role {word} inherits itself. Take one of the roles out of the circle."
    id = "Peran {word} mewarisi dirinya sendiri. Keluarkan salah satu peran dari lingkaran itu."


class RoleTooDeepError(KinerjaError):
    """A chain of roles is longer than can be overlooked, and than is evaluated."""

    code = "ROLE_TOO_DEEP"
    en = "Role {word} stands on a chain of {depth} roles; at most {most} may follow one another."
    id = "Peran {word} berdiri di atas rantai {depth} peran; paling banyak {most}."


class EmptyListError(KinerjaError):
    """A list that is empty: it would match nothing, and leaving it out means any."""

    code = "EMPTY_LIST"
    en = "An empty list matches nothing. Name at least one, or leave the field out for any."
    id = "Daftar kosong tidak cocok dengan apa pun. Sebutkan satu, atau kosongkan untuk semua."


class TooManyPoliciesError(KinerjaError):
    """More roles or rules than one agency can need, or anybody read before approving them."""

    code = "TOO_MANY_POLICIES"
    en = "There are {count} {part}; at most {most} are allowed."
    id = "Ada {count} {part}; paling banyak {most}."


class NotSuspendableError(KinerjaError):
    """The province keeps this rule in force everywhere."""

    code = "NOT_SUSPENDABLE"
    en = (
        "Rule {word} stays in force in every agency: it keeps duties apart, or is a right that an"
        " agency cannot take."
    )
    id = (
        "Aturan {word} tetap berlaku di setiap perangkat daerah: aturan itu memisahkan tugas, atau"
        " hak yang tidak dapat diambil oleh perangkat daerah."
    )


class BeyondGuardrailsError(KinerjaError):
    """A rule grants more than the province lets an agency grant."""

    code = "BEYOND_GUARDRAILS"
    en = "Rule {word} goes beyond the province's guardrail {guardrail}, which allows: {ceilings}."
    id = "Aturan {word} melampaui batas provinsi {guardrail}, yang mengizinkan: {ceilings}."


class NoGuardrailError(BeyondGuardrailsError):
    """No rule of an agency may be about this resource and action."""

    en = "Rule {word}: who may {action} {resource} is decided by the province alone."
    id = "Aturan {word}: siapa yang boleh {action} {resource} hanya diputuskan oleh provinsi."
