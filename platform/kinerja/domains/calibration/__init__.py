"""Calibration: how units performed, and how the grades of their people may fall."""
