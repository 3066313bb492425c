"""From how many people on a group no longer says what some of them have."""

from typing import Final

#: Domain rules, 3.2 no. 11. The settings may ask for more people, or for fewer.
SMALLEST_GROUP: Final = 5
