"""What a framework would do, before it is published: a past cycle recalculated by it.

Nothing is calculated anew: the definition of `kinerja.domains.appraisals.calculation` is asked for
the same people and scores under the indicators and weights of another version, in one statement.
"""
