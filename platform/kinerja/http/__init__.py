"""The HTTP edge: who asks, in what form, under which limits, and how the answer is written."""  # noqa: A005 - named by the design; imports are absolute, so nothing is shadowed.
