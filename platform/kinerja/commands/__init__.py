"""The commands of `kinerja`, one module a command or group; `kinerja.cli` assembles them.

A group's module has `app`, a typer application; a single command's module has a function.
"""
