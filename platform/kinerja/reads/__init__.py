"""The read engine: what a client selected becomes one SQL statement that returns JSON."""
