"""A second simulator of another construction: two people whose messages bring messages (a bivariate Hawkes process).

It shares with `ebbtide.demo` only the shape of a couple and of its truth. There, people open while nothing is open and
then take turns; here, openings come as a Poisson process whether or not anything is open, and every message brings a
Poisson number of answers and of further messages, so that exchanges overlap and feed themselves. Days are von Mises
mixtures; swings are a daily Ornstein-Uhlenbeck level with Student-t steps, with bad weeks; either person may take up
the other's rate of the fortnight past. In the truth, an effect on "answer" is the log of a branching ratio (not
log-odds), and `rates` are the true openings a week.

It was built once and frozen before the analysis was run on it for tuning; its first draft was not calibrated further.
Peers on it, their side, twelve weeks after: 40 couples a condition (seeds from 500,000) Rbeast on the reference index
.916 abrupt, .836 gradual, .757 them against me; z of messages .838, .848, .609; PELT on messages speaks on .325 of
stable pairs and blames them for mine in .575. At the freeze, 100 couples a condition (seeds from 600,000): Rbeast
.948, .933, .865; z of messages .903, .889, .656; PELT .210 and .660 (all figures in `frozen.json`). Its weeks swing
more than those of the first simulator (standard deviation of the log of weekly messages about .46 against .32 over 30
stable couples), since cascades cluster.
"""

from benchmarks.simulators.second.couple import second
from benchmarks.simulators.second.story import CONDITIONS

__all__ = ["CONDITIONS", "second"]
