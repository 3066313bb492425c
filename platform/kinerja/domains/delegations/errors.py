"""Every failure that work on delegations may answer with."""

from kinerja.kit.errors import KinerjaError


class DelegationNotFoundError(KinerjaError):
    """No such delegation in this agency, or none that the asker may see."""

    code = "NOT_FOUND"
    en = "There is no such delegation in this agency."
    id = "Tidak ada pelimpahan wewenang seperti itu di perangkat daerah ini."


class DelegatorNotFoundError(KinerjaError):
    """No such employee in this agency."""

    code = "NOT_FOUND"
    en = "There is no such employee in this agency."
    id = "Tidak ada pegawai seperti itu di perangkat daerah ini."


class DelegateNotFoundError(KinerjaError):
    """No such employee in this agency, or one who does not serve at present."""

    code = "NOT_FOUND"
    en = "There is no such active employee in this agency."
    id = "Tidak ada pegawai aktif seperti itu di perangkat daerah ini."


class DelegationToSelfError(KinerjaError):
    """Delegator and delegate are one person, or an officer delegates to oneself."""

    code = "DELEGATION_TO_SELF"
    en = "Nobody delegates to oneself, nor enters a delegation to oneself. Choose somebody else."
    id = (
        "Tidak ada yang melimpahkan wewenang kepada diri sendiri, atau memasukkan pelimpahan bagi"
        " dirinya. Pilih orang lain."
    )


class NothingToDelegateError(KinerjaError):
    """The delegator has no right to rate on the first day of the delegation."""

    code = "DELEGATION_TOO_LONG"
    en = (
        "On {first} the delegator rates nobody of the own right, or holds no position: there is"
        " nothing to delegate."
    )
    id = (
        "Pada {first} pemberi wewenang tidak menilai siapa pun atas haknya sendiri, atau tidak"
        " memegang jabatan: tidak ada yang dapat dilimpahkan."
    )


class DelegationTooLongError(KinerjaError):
    """The delegation would outlast what the delegator has."""

    code = "DELEGATION_TOO_LONG"
    en = "The delegator's own right to rate ends on {last}; a delegation ends then at the latest."
    id = (
        "Hak menilai pemberi wewenang sendiri berakhir pada {last}; pelimpahan berakhir paling"
        " lambat pada hari itu."
    )


class DelegationPeriodError(KinerjaError):
    """The days are in the wrong order, wholly in the past, or more than a year."""

    code = "DELEGATION_PERIOD"
    en = (
        "A delegation begins before it ends, ends today at the earliest, and lasts at most"
        " {limit} days."
    )
    id = (
        "Pelimpahan dimulai sebelum berakhir, berakhir paling cepat hari ini, dan berlangsung"
        " paling lama {limit} hari."
    )


class DelegationOverlapError(KinerjaError):
    """The same two people have a delegation on some of these days."""

    code = "PERIOD_OVERLAP"
    en = "This delegate rates in this delegator's place on some of these days already."
    id = (
        "Penerima wewenang ini sudah menilai atas nama pemberi wewenang ini pada sebagian masa itu."
    )


class DelegationEndedError(KinerjaError):
    """The delegation is over by then."""

    code = "ALREADY_ENDED"
    en = "This delegation ends on an earlier day already."
    id = "Pelimpahan ini sudah berakhir pada hari sebelumnya."


class DelegationReasonError(KinerjaError):
    """The reason is missing, too long, or holds control characters."""

    code = "REASON_REQUIRED"
    en = "Give a reason of 5 to {limit} characters, such as the number of the order."
    id = "Berikan alasan 5 sampai {limit} karakter, misalnya nomor surat perintah."
