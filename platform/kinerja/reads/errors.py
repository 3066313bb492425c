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
    """Rows are to be chosen or ordered by a field that the caller never sees."""

    code = "FIELD_HIDDEN"
    en = "You may not see `{field}`, so you cannot filter or order by it."
    id = "Anda tidak berhak melihat `{field}`, jadi tidak dapat menyaring atau mengurutkannya."


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
