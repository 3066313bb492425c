"""When an agency appraises: cycles, each pinned to one published framework version."""
