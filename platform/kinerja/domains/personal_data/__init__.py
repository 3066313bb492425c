"""The duties of UU 27/2022: what people ask about their data, legal holds, and retention."""
