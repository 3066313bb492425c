"""Programs for people who change Kinerja: rules of the code, generated files. Never shipped."""
