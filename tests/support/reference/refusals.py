"""What the plain reader refuses: the code that the API answers, and nothing more."""


class RefusedError(Exception):
    """An argument that the API refuses; `name` is the field that it is about."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.name = name
