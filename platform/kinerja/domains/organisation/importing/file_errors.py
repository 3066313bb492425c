"""Why a file of employees cannot be imported at present."""

from kinerja.kit.sheets.file_errors import ImportFileError


class ImportRunningError(ImportFileError):
    """Another transaction is changing the organisation of the same agency."""

    code = "IMPORT_RUNNING"
    en = "The organisation of this agency is being changed by somebody else. Try again afterwards."
    id = "Organisasi perangkat daerah ini sedang diubah pihak lain. Coba lagi setelahnya."
