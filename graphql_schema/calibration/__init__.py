"""How units performed, and how the grades of their people fall, for clients."""
