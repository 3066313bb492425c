"""Inspection cases: for whose investigation the inspectorate sees more, and until when."""
