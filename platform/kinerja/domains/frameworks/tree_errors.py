"""What can be wrong with one field, or with the shape, of a version's tree."""

from kinerja.kit.errors import KinerjaError


class FieldRequiredError(KinerjaError):
    """A field without which the node means nothing is missing or blank."""

    code = "FIELD_REQUIRED"
    en = "{field} is required and may not be blank."
    id = "{field} wajib diisi dan tidak boleh kosong."


class UnknownFieldError(KinerjaError):
    """A field that no node has, most often a misspelling."""

    code = "UNKNOWN_FIELD"
    en = "There is no field {field} here. Known fields: {known}."
    id = "Tidak ada isian {field} di sini. Isian yang dikenal: {known}."


class TextNotAllowedError(KinerjaError):
    """A text is too long, or holds control characters."""

    code = "TEXT_NOT_ALLOWED"
    en = "{field} is a text of at most {limit} characters without control characters."
    id = "{field} berupa teks paling panjang {limit} karakter tanpa karakter kendali."


class WrongKindError(KinerjaError):
    """A value of another kind than the field holds."""

    code = "WRONG_KIND"
    en = "{field} must be {kind}."
    id = "{field} harus berupa {kind}."


class UnknownValueError(KinerjaError):
    """A value outside the field's closed vocabulary."""

    code = "UNKNOWN_VALUE"
    en = "{field} may not be {value}. Allowed: {known}."
    id = "{field} tidak boleh {value}. Yang diperbolehkan: {known}."


class NumberNotAllowedError(KinerjaError):
    """A number that is not finite, too large or too fine."""

    code = "NUMBER_NOT_ALLOWED"
    en = "{field} is a number below a trillion with at most six decimals."
    id = "{field} berupa bilangan di bawah satu triliun dengan paling banyak enam desimal."


class CodeMalformedError(KinerjaError):
    """A code that cannot serve as a stable name."""

    code = "CODE_MALFORMED"
    en = "A code has 1 to 64 lower-case letters, digits or {mark}, and starts with no {mark}."
    id = "Kode berisi 1 sampai 64 huruf kecil, angka atau {mark}, dan tidak diawali {mark}."


class CodeRepeatedError(KinerjaError):
    """Two nodes of one version carry the same code."""

    code = "CODE_REPEATED"
    en = "The code {node} stands twice in this version; each component and indicator needs its own."
    id = "Kode {node} ada dua kali dalam versi ini; tiap komponen dan indikator perlu kode sendiri."


class TargetMissingError(KinerjaError):
    """An indicator whose achievement could not be computed."""

    code = "TARGET_MISSING"
    en = "Direction {direction} needs {needed}."
    id = "Arah {direction} memerlukan {needed}."


class TargetNotAllowedError(KinerjaError):
    """A target that belongs to another direction."""

    code = "TARGET_NOT_ALLOWED"
    en = "Direction {direction} takes no {field}."
    id = "Arah {direction} tidak memakai {field}."


class TargetOutOfScaleError(KinerjaError):
    """A target that no actual value inside the scale could reach."""

    code = "TARGET_OUT_OF_SCALE"
    en = "{field} must be more than 0 and lie inside the scale {low} to {high}."
    id = "{field} harus lebih dari 0 dan berada di dalam skala {low} sampai {high}."


class BoundsReversedError(KinerjaError):
    """A lower bound that is not below its upper bound."""

    code = "BOUNDS_REVERSED"
    en = "{low} must be below {high}."
    id = "{low} harus lebih kecil dari {high}."


class CapNotAllowedError(KinerjaError):
    """Achievement counts from a floor of at least 0 to a cap of at most 120 (PP 30/2019)."""

    code = "CAP_NOT_ALLOWED"
    en = "The floor is at least 0, the cap is above the floor and at most 120 (PP 30/2019)."
    id = "Batas bawah minimal 0, batas atas di atasnya dan paling tinggi 120 (PP 30/2019)."


class ComponentEmptyError(KinerjaError):
    """A component that divides its weight among nothing."""

    code = "COMPONENT_EMPTY"
    en = "Component {node} has neither components nor indicators."
    id = "Komponen {node} tidak memiliki komponen maupun indikator."


class TreeTooDeepError(KinerjaError):
    """More levels than people can follow."""

    code = "TREE_TOO_DEEP"
    en = "A framework has at most {limit} levels of components."
    id = "Kerangka memiliki paling banyak {limit} tingkat komponen."


class TreeTooLargeError(KinerjaError):
    """More nodes than people can fill in."""

    code = "TREE_TOO_LARGE"
    en = "A framework has at most {limit} components and indicators together."
    id = "Kerangka memiliki paling banyak {limit} komponen dan indikator seluruhnya."
