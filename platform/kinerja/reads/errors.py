"""What can be wrong with the arguments of a read."""

from kinerja.kit.errors import KinerjaError


class FirstOutOfRangeError(KinerjaError):
    """`first` is negative or more than a page may hold."""

    code = "FIRST_OUT_OF_RANGE"
    en = "`first` must be between 0 and {limit}. Use `after` to get more rows."
    id = "`first` harus antara 0 dan {limit}. Pakai `after` untuk baris berikutnya."


class LastOutOfRangeError(KinerjaError):
    """`last` is negative or more than a page may hold."""

    code = "LAST_OUT_OF_RANGE"
    en = "`last` must be between 0 and {limit}. Use `before` to get more rows."
    id = "`last` harus antara 0 dan {limit}. Pakai `before` untuk baris sebelumnya."


class FirstAndLastError(KinerjaError):
    """Both ends of a page are given."""

    code = "FIRST_AND_LAST"
    en = "Give `first` or `last`, not both."
    id = "Berikan `first` atau `last`, jangan keduanya."


class BadCursorError(KinerjaError):
    """The cursor is not one that this connection gave for this order."""

    code = "BAD_CURSOR"
    en = "This cursor does not belong here. Use a cursor of the same list with the same `orderBy`."
    id = "Kursor ini bukan untuk daftar ini. Pakai kursor dari daftar dan `orderBy` yang sama."


class HiddenFieldError(KinerjaError):
    """Rows are to be chosen, ordered, grouped or added up by a field that the caller never sees."""

    code = "FIELD_HIDDEN"
    en = "You may not see `{field}`, so you cannot filter, order, group or add up by it."
    id = (
        "Anda tidak berhak melihat `{field}`, jadi tidak dapat menyaring, mengurutkan,"
        " mengelompokkan, atau menjumlahkannya."
    )


class FilterTooDeepError(KinerjaError):
    """`and`, `or` and `not` are nested more deeply than anybody needs."""

    code = "FILTER_TOO_DEEP"
    en = "A filter may nest at most {limit} levels of `and`, `or` and `not`."
    id = "Saringan paling banyak bersarang {limit} tingkat `and`, `or`, dan `not`."


class FilterTooLongError(KinerjaError):
    """A filter names more values or conditions than one statement should compare."""

    code = "FILTER_TOO_LONG"
    en = "A filter may hold at most {limit} conditions and values."
    id = "Saringan paling banyak memuat {limit} syarat dan nilai."


class NoDimensionError(KinerjaError):
    """Groups are asked for without a dimension to split by."""

    code = "NO_DIMENSION"
    en = "Name at least one dimension in `by`; `aggregates` is about all rows together."
    id = "Sebutkan sedikitnya satu dimensi dalam `by`; `aggregates` adalah tentang semua baris."


class TooManyDimensionsError(KinerjaError):
    """Groups are split more finely than the caller may."""

    code = "TOO_MANY_DIMENSIONS"
    en = "You may group by at most {limit} dimensions here."
    id = "Di sini paling banyak {limit} dimensi untuk pengelompokan."


class SkipOutOfRangeError(KinerjaError):
    """`skip` is negative or more than there could be groups."""

    code = "SKIP_OUT_OF_RANGE"
    en = "`skip` must be between 0 and {limit}."
    id = "`skip` harus antara 0 dan {limit}."


class ShareOutOfRangeError(KinerjaError):
    """A percentile is asked for that is none."""

    code = "SHARE_OUT_OF_RANGE"
    en = "A percentile is a share between 0 and 1, such as 0.5 for the median."
    id = "Persentil adalah bagian antara 0 dan 1, misalnya 0.5 untuk median."


class TooManySharesError(KinerjaError):
    """More percentiles are asked for at once than one row of a table shows."""

    code = "TOO_MANY_SHARES"
    en = "Ask for 1 to {limit} percentiles at a time."
    id = "Mintalah 1 sampai {limit} persentil sekaligus."


class InvalidTextError(KinerjaError):
    """A text holds what no stored text can hold: a NUL or half a character."""

    code = "INVALID_TEXT"
    en = "This text holds a character that cannot be stored."
    id = "Teks ini memuat karakter yang tidak dapat disimpan."


class WrongIdTypeError(KinerjaError):
    """The id is one of ours, but of another type than this place takes."""

    code = "WRONG_ID_TYPE"
    en = "This id names one {given}; an id of type {expected} belongs here."
    id = "Ini id milik {given}; di sini harus id milik {expected}."
