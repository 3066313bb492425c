"""What a change of an agency's policies would do: who would gain or lose which records.

Nothing is interpreted anew. The row filters and field filters are those that decide about every
read and write; here the asker in them is a column, so that one statement asks them for everybody.
"""
