"""The numbers that set the words, each with its reason; changing one means running the truth benchmark again."""

from __future__ import annotations

from typing import Final

# Data that a verdict needs (rule 2).
MIN_WEEKS: Final = 16
MIN_STARTS_A_WEEK: Final = 3.0
SHORT_WEEKS: Final = 4

# The rule (docs/method/changes.md#the-line).
#: P(down) at each of the last two complete weeks; set by the false alarms that it causes on stable pairs
#: (1 in 100), as docs/method/changes.md#the-line asks, and not by the number itself.
LINE: Final = 0.9
#: P(down) a week earlier still: an alarm that one odd fortnight made does not hold on. It takes a fifth of the
#: false alarms of weekly looks away and one in two hundred of the changes called.
HELD_LINE: Final = 0.75
#: Naming a person asks for more than saying that something changed: below this the side stays open.
SIDE_LINE: Final = 0.94
OTHER_LINE: Final = 0.5  # the other person's P below which a change is on one side
OTHER_SHARE: Final = 0.5  # and their fall's size, as a share of the named one's
STOPPED_OTHER_LINE: Final = 0.75  # where one all but stopped: the other's P from which the side stays open
DROP: Final = 0.15  # least drop, in units of the full index; with LINE it sets the false alarms
#: How many standard deviations of the level's own moves in the usual time a drop must exceed as well.
SWINGS: Final = 1.0
#: Logistic line of the probability of a drop: intercept, log odds of the share of draws, recent fall beyond the
#: level's own moves, log of the turns a day. Fitted once to the development bank, stable couples weighted as in
#: the benchmark, restless ones among them.
CALIBRATION: Final = (2.22, 1.21, 3.17, -0.75)
VOLUMES: Final = (3.4, 135.0)  # turns a day that the bank holds
MOST_FALL: Final = 3.0  # and falls or rises beyond the level's own moves
KEEP: Final = 0.85  # weight of a week against the next one in the recent fall: half of it in four weeks
LEAST_SHARE: Final = 1 / 800  # half a draw
#: Share of the draws of a date that its weeks hold. With the part of a week before them (`look`), nine true days in
#: ten of the development bank lie inside, on average in six weeks.
DATE_CONTENT: Final = 0.8
MOST_SURE: Final = 0.99
FIRST_LINE: Final = 0.9  # P(earlier) for "NAME first"
YOUNG_WEEKS: Final = 4
PATTERN_AREAS, PATTERN_WEEKS = 2, 4
LASTING_AREAS, LASTING_WEEKS, LASTING_WEEKS_NO_TEXT = 3, 8, 12

# The index.
INDEX_NOISE: Final = 0.45  # week-to-week noise of an index of six measures, in its own units
BASELINE_WEEKS: Final = 26  # "before" looks back at most this far
QUARTER_WEEKS: Final = 13  # the usual level ends a quarter before the look
NOW_WEEKS: Final = 4  # "now" is the level of the last month
LONGEST_WEEKS: Final = 130  # a look rests on at most this much history

# Priors of the change-point model (docs/method/statistics.md#comparison).
HAZARD: Final = 1 / 100
LEVEL_SD: Final = 0.5
RHO_GRID: Final = (0.1, 0.4, 0.7)
RHO_PRIOR: Final = (0.4, 0.2)
TAU_GRID: Final = (0.12, 0.25, 0.4, 0.6)
DRAWS: Final = 400
#: Draws of the first pass, which only finds each person's own level.
FIRST_DRAWS: Final = 100
#: Share of the other's ups and downs that is taken off a person's weeks. Between the two people's changes of
#: quarter-year means .22 to .46 is common, measure by measure (400 stable development couples).
SHARED: Final = 0.25

# The pair's own check needs this many dates.
CHECK_DATES: Final = 12

#: Share of 1,000 simulated stable pairs whose page held any sentence of change or showed a sign
#: (benchmarks/results/pages.json; docs/how-sure.md).
STABLE_RATE: Final[float | None] = 0.035
