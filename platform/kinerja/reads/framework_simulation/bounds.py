"""The bounds from which on a simulation points at an indicator, or at two of them."""

from decimal import Decimal
from typing import Final

#: Standard deviation, in points of achievement. A class of PP 30/2019 Pasal 41(5) is twenty points
#: wide: an indicator that spreads people by less than a tenth of that hardly moves anybody.
SPREAD_BOUND: Final = Decimal(2)
#: Pearson's r. From here on one indicator explains nine tenths of the other (0.95² = 0.9025).
CORRELATION_BOUND: Final = Decimal("0.95")
#: Of fewer people either number shows chance more than the indicators.
FEWEST_PEOPLE: Final = 5
#: How many of the people who move are listed.
MOST_LISTED: Final = 500
